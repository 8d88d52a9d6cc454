#[derive(starmap::Body)]
struct Server {
    #[schema(pattern = "a)")]
    a: String,
    #[schema(pattern = "(?=a)")]
    b: String,
    #[schema(pattern = "*a")]
    c: String,
    #[schema(pattern = "a{2,1}")]
    d: String,
    #[schema(pattern = "a{1,70000}")]
    e: String,
    #[schema(pattern = "[z-a]")]
    f: String,
    #[schema(pattern = r"[a-\d]")]
    g: String,
    #[schema(pattern = "[a&&b]")]
    h: String,
    #[schema(pattern = r"(a)\1")]
    i: String,
    #[schema(pattern = r"\q")]
    j: String,
    #[schema(pattern = r"\<")]
    k: String,
    #[schema(pattern = r"\x4")]
    l: String,
    #[schema(pattern = r"a\")]
    m: String,
    #[schema(pattern = "((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))")]
    n: String,
    #[schema(pattern = "[a")]
    o: String,
    #[schema(keys = "(", values(pattern = "+"))]
    p: starmap::schema::Map<String>,
}

fn main() {}
