fn main() {
    napi_build::setup();
    // Node closes an addon when the last worker that loaded it ends; the helper threads still run its code then.
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
