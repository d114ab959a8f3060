import { checkCases } from "./manager-cases.ts";

checkCases("cargo", {
  harmless: `
cargo build
cargo b -r
cargo build --release --all-features
cargo build -p core --target x86_64-unknown-linux-musl
cargo build --manifest-path crates/a/Cargo.toml
cargo build --target-dir target/x
cargo build -j4 --timings
cargo test
cargo test adds_up
cargo test -- --nocapture
cargo test --workspace --no-fail-fast -- --test-threads=1
cargo test --test api --features "a b"
cargo t -F a,b --lib
cargo bench
cargo check --all-targets --message-format=short
cargo clippy
cargo clippy --all-targets -- -D warnings
cargo clippy -- -W clippy::pedantic -A dead_code
cargo clippy --fix --allow-dirty
cargo fmt
cargo fmt --all -- --check
cargo fmt --check
cargo doc --no-deps
cargo run
cargo run --bin app -- --port 3000
cargo run --release --example x
cargo tree -d
cargo tree -i serde -e features
cargo metadata --format-version 1 --no-deps
cargo update
cargo update -p serde --precise 1.0.200
cargo add serde --features derive
cargo add tokio@1 --dev
cargo remove serde
cargo fetch --locked
cargo generate-lockfile --offline
cargo search serde
cargo info serde
cargo clean
cargo clean -p core
cargo package --list
cargo version
cargo --version
cargo -V
cargo --list
cargo -vv build
cargo build --color=always
`,
  dangerous: `
cargo --config build.rustc=./evil build
cargo build --config=target.x.runner=./evil
cargo build --config ./evil.toml
cargo --conf x build
cargo test --config x
cargo -Z unstable-options build
cargo build -Zunstable-options
cargo build -vZ x
cargo -C /tmp/evil build
cargo -C=/tmp/evil build
cargo +nightly build
cargo build --manifest-path ../Cargo.toml
cargo build --manifest-path=/tmp/Cargo.toml
cargo build --target-dir /tmp
cargo build --target-dir=../x
cargo clean --target-dir src
cargo build --target ./evil.json
cargo build --target=evil.json
cargo build --artifact-dir /tmp
cargo build --out-dir x
cargo doc --open
cargo install evil
cargo install --path .
cargo uninstall x
cargo publish
cargo yank x
cargo owner --add x
cargo login
cargo new ../x
cargo init
cargo vendor
cargo rustc -- -C linker=./evil
cargo rustdoc
cargo miri test
cargo nextest run
cargo evil
cargo add --git https://evil.example/x
cargo add --path ../evil
cargo add ./evil
cargo add x --registry evil
cargo fetch --index https://evil.example
cargo clippy -- -C linker=./evil
cargo clippy -- -Clinker=./evil
cargo clippy -- -o /tmp/x
cargo clippy -- -L /tmp
cargo clippy -- @/etc/x
cargo clippy -- --emit=dep-info=/tmp/x
cargo fmt -- --config-path /tmp
cargo fmt -- /etc/x.rs
cargo fmt -- --emit files
cargo test -- --logfile /tmp/x
cargo test -- --logfile=/tmp/x
cargo -- run
cargo build --bin --config=x
cargo help build
cargo build --unknown
`,
  options: `
--config
--config=x
--conf=x
-Z
-Zx
-vZ
-C
--target-dir=/tmp
--manifest-path=../x
--artifact-dir=x
--registry=x
--git=x
--open
`,
});
