#[automatically_derived]
impl ::starmap::schema::Schematic for ListServers {
    const SCHEMA: &'static ::starmap::schema::Schema = &::starmap::schema::Schema {
        keywords: &[
            ::starmap::schema::Keyword::Type(&[::starmap::schema::Type::Object]),
            ::starmap::schema::Keyword::Properties(
                &[
                    ::starmap::schema::Property {
                        name: "limit",
                        schema: &::starmap::schema::Schema {
                            keywords: &[
                                ::starmap::schema::Keyword::Type(
                                    &[::starmap::schema::Type::Array],
                                ),
                                ::starmap::schema::Keyword::Items(
                                    <Option<u32> as ::starmap::schema::FromParameter>::SCHEMA,
                                ),
                            ],
                        },
                        range: ::starmap::microversion::VersionRange::ALL,
                    },
                    ::starmap::schema::Property {
                        name: "sort_key",
                        schema: &::starmap::schema::Schema {
                            keywords: &[
                                ::starmap::schema::Keyword::Type(
                                    &[::starmap::schema::Type::Array],
                                ),
                                ::starmap::schema::Keyword::Items(
                                    <String as ::starmap::schema::FromParameter>::SCHEMA,
                                ),
                            ],
                        },
                        range: ::starmap::microversion::VersionRange::since(
                            ::starmap::microversion::Microversion::new(2u16, 5u16),
                        ),
                    },
                ],
            ),
            ::starmap::schema::Keyword::Within(
                ::starmap::microversion::VersionRange::until(
                    ::starmap::microversion::Microversion::new(2u16, 74u16),
                ),
                &::starmap::schema::Keyword::AdditionalProperties(
                    ::starmap::schema::Additional::Allow,
                ),
            ),
            ::starmap::schema::Keyword::Within(
                ::starmap::microversion::VersionRange::since(
                    ::starmap::microversion::Microversion::new(2u16, 75u16),
                ),
                &::starmap::schema::Keyword::AdditionalProperties(
                    ::starmap::schema::Additional::Refuse,
                ),
            ),
        ],
    };
}
#[automatically_derived]
impl ::starmap::schema::FromQuery for ListServers {
    fn from_query(
        query: &::starmap::schema::QueryParams,
        version: ::starmap::microversion::Microversion,
    ) -> ::core::result::Result<Self, ::starmap::schema::Mismatch> {
        let _ = (query, version);
        let __limit: ::core::option::Option<Option<u32>> = ::starmap::schema::derived::last::<
            Option<u32>,
        >(query, "limit")?;
        let __sort_key: ::core::option::Option<Vec<String>> = if ::starmap::microversion::VersionRange::since(
                ::starmap::microversion::Microversion::new(2u16, 5u16),
            )
            .contains(version)
        {
            ::starmap::schema::derived::all::<String>(query, "sort_key")?
        } else {
            ::core::option::Option::None
        };
        ::core::result::Result::Ok(Self {
            limit: ::starmap::schema::derived::or_default(__limit),
            sort_key: ::starmap::schema::derived::or_default(__sort_key),
        })
    }
}
