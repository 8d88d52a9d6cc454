#[automatically_derived]
impl<'a> ::starmap::view::View for ServerView<'a> {
    const SCHEMA: &'static ::starmap::schema::Schema = &::starmap::schema::Schema {
        keywords: &[
            ::starmap::schema::Keyword::Type(&[::starmap::schema::Type::Object]),
            ::starmap::schema::Keyword::Properties(
                &[
                    ::starmap::schema::Property {
                        name: "id",
                        schema: <&'static str as ::starmap::view::View>::SCHEMA,
                        range: ::starmap::microversion::VersionRange::ALL,
                    },
                    ::starmap::schema::Property {
                        name: "OS-EXT-STS:vm_state",
                        schema: <Option<&'static str> as ::starmap::view::View>::SCHEMA,
                        range: ::starmap::microversion::VersionRange::since(
                            ::starmap::microversion::Microversion::new(2u16, 3u16),
                        ),
                    },
                ],
            ),
            ::starmap::schema::Keyword::Required(
                &[
                    ::starmap::schema::Required {
                        name: "id",
                        range: ::starmap::microversion::VersionRange::ALL,
                    },
                ],
            ),
            ::starmap::schema::Keyword::AdditionalProperties(
                ::starmap::schema::Additional::Refuse,
            ),
        ],
    };
    fn write(
        &self,
        out: &mut ::starmap::json::Writer,
        version: ::starmap::microversion::Microversion,
    ) {
        out.begin_object();
        ::starmap::view::Members::write_members(self, out, version);
        out.end_object();
    }
}
#[automatically_derived]
impl<'a> ::starmap::view::Members for ServerView<'a> {
    fn write_members(
        &self,
        out: &mut ::starmap::json::Writer,
        version: ::starmap::microversion::Microversion,
    ) {
        let _ = (&out, version);
        out.member(", \"id\": ");
        <&'a str as ::starmap::view::View>::write(&self.id, out, version);
        if ::starmap::microversion::VersionRange::since(
                ::starmap::microversion::Microversion::new(2u16, 3u16),
            )
            .contains(version)
        {
            if let ::core::option::Option::Some(value) = &self.vm_state {
                out.member(", \"OS-EXT-STS:vm_state\": ");
                <&'a str as ::starmap::view::View>::write(value, out, version);
            }
        }
    }
}
