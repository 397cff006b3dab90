// one two three
fn main() {}
