#[derive(starmap::Body)]
struct Wrapper<T> {
    inner: T,
}

#[derive(starmap::Body)]
struct Borrowed<'a> {
    name: &'a str,
}

#[derive(starmap::View)]
struct Sized<const N: usize> {
    name: String,
}

fn main() {}
