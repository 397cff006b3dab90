//! edited

fn greeting() -> &'static str {
    let word = "hello";

    // A reader may count on it.
    word
}

fn bell(loud: bool) -> char {
    if loud {
        return '🔔';
    }

    '.'
}

fn main() {
    println!("{}", greeting());
}
