//! {{ project }}

fn greeting() -> &'static str {
    ""
}

fn main() {
    println!("{}", greeting());
}
