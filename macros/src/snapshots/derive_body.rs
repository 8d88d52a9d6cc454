#[automatically_derived]
impl ::starmap::schema::Schematic for Keypair {
    const SCHEMA: &'static ::starmap::schema::Schema = &::starmap::schema::Schema {
        keywords: &[
            ::starmap::schema::Keyword::Type(&[::starmap::schema::Type::Object]),
            ::starmap::schema::Keyword::Properties(
                &[
                    ::starmap::schema::Property {
                        name: "name",
                        schema: <String as ::starmap::schema::Schematic>::SCHEMA,
                        range: ::starmap::microversion::VersionRange::ALL,
                    },
                    ::starmap::schema::Property {
                        name: "type",
                        schema: {
                            const __OWN: &[::starmap::schema::Keyword] = &[
                                ::starmap::schema::Keyword::Enum(
                                    &[
                                        ::starmap::schema::Literal::Str("ssh"),
                                        ::starmap::schema::Literal::Str("x509"),
                                    ],
                                ),
                            ];
                            const __REFINED: &::starmap::schema::derived::Refined = &::starmap::schema::derived::refine(
                                <Option<String> as ::starmap::schema::Schematic>::SCHEMA,
                                __OWN,
                            );
                            const __SCHEMA: &::starmap::schema::Schema = &::starmap::schema::Schema {
                                keywords: __REFINED.as_slice(),
                            };
                            __SCHEMA
                        },
                        range: ::starmap::microversion::VersionRange::since(
                            ::starmap::microversion::Microversion::new(2u16, 2u16),
                        ),
                    },
                ],
            ),
            ::starmap::schema::Keyword::Required(
                &[
                    ::starmap::schema::Required {
                        name: "name",
                        range: ::starmap::microversion::VersionRange::ALL,
                    },
                ],
            ),
            ::starmap::schema::Keyword::AdditionalProperties(
                ::starmap::schema::Additional::Refuse,
            ),
        ],
    };
}
#[automatically_derived]
impl ::starmap::schema::FromValue for Keypair {
    fn from_value(
        value: ::starmap::json::Value,
        version: ::starmap::microversion::Microversion,
    ) -> ::core::result::Result<Self, ::starmap::schema::Mismatch> {
        let _ = version;
        let mut __name: ::core::option::Option<String> = ::core::option::Option::None;
        let mut __kind: ::core::option::Option<Option<String>> = ::core::option::Option::None;
        for (key, value) in ::starmap::schema::derived::object(value)? {
            match key.as_str() {
                "name" => {
                    __name = ::core::option::Option::Some(
                        ::starmap::schema::derived::read::<String>(&key, value, version)?,
                    );
                }
                "type" if ::starmap::microversion::VersionRange::since(
                        ::starmap::microversion::Microversion::new(2u16, 2u16),
                    )
                    .contains(version) => {
                    __kind = ::core::option::Option::Some(
                        ::starmap::schema::derived::read::<
                            Option<String>,
                        >(&key, value, version)?,
                    );
                }
                _ => {}
            }
        }
        ::core::result::Result::Ok(Self {
            name: ::starmap::schema::derived::required("name", __name)?,
            kind: ::starmap::schema::derived::or_default(__kind),
        })
    }
}
