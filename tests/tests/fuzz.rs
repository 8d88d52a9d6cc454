//! The fuzz targets on their corpus and on seeded inputs: the same inputs on every run.

use std::fs;
use std::path::Path;

use starmap_tests::fuzz::TARGETS;

/// Inputs made for each target by changing its seeds.
const CHANGES: usize = 600;

#[test]
fn every_target_survives_its_corpus_and_what_is_made_of_it() {
    for (number, (name, target)) in TARGETS.into_iter().enumerate() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(name);
        let seeds: Vec<Vec<u8>> = fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .map(|entry| fs::read(entry.expect("the folder can be read").path()).expect("a seed can be read"))
            .collect();
        assert!(!seeds.is_empty(), "{name} has no corpus");
        let mut random = fastrand::Rng::with_seed(number as u64);
        for seed in &seeds {
            target(seed);
            for _ in 0..CHANGES.div_ceil(seeds.len()) {
                target(&changed(seed, &seeds, &mut random));
            }
        }
    }
}

fn changed(seed: &[u8], seeds: &[Vec<u8>], random: &mut fastrand::Rng) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..random.usize(1..6) {
        let at = random.usize(..=bytes.len());
        match random.u8(..5) {
            0 if at < bytes.len() => bytes[at] = random.u8(..),
            1 if at < bytes.len() => drop(bytes.remove(at)),
            2 => bytes.insert(at, *random.choice(b"{}[]\",:/%=()\n \\0a-").expect("a choice of some")),
            3 => bytes.truncate(at),
            _ => {
                let other = &seeds[random.usize(..seeds.len())];
                let piece = &other[random.usize(..=other.len())..];
                bytes.splice(at..at, piece[..piece.len().min(40)].iter().copied());
            }
        }
    }
    bytes
}
