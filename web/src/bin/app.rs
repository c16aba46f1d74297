//! The page.

fn main() {
    web::start::start();
}
