use starmap::microversion::Microversion;

struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    #[allow(clippy::too_many_arguments)]
    async fn index(
        &self,
        _1: Microversion,
        _2: Microversion,
        _3: Microversion,
        _4: Microversion,
        _5: Microversion,
        _6: Microversion,
        _7: Microversion,
        _8: Microversion,
        _9: Microversion,
        _10: Microversion,
        _11: Microversion,
        _12: Microversion,
        _13: Microversion,
    ) {
    }
}

fn main() {}
