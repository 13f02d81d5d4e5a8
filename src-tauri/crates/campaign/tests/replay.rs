//! The same seed runs the same way: a failing one can be looked at again.

use std::process::Command;

fn hash(seed: u64) -> String {
    let mut one = Command::new(env!("CARGO_BIN_EXE_campaign"));
    one.args(["one", "--history", "--days", "2", "--seed", &seed.to_string()]);
    let said = one.env("CAMPAIGN_SEED", seed.to_string()).output().expect("it runs");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    said.lines().last().expect("a hash").to_owned()
}

#[test]
fn a_seed_has_one_history() {
    let first = hash(3);
    assert_eq!(first, hash(3));
    assert_ne!(first, hash(4));
}
