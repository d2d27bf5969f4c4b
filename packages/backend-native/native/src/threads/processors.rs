//! How many threads to use when nobody says.

/// `CLOZE_THREADS` when it is a number from 1 to 1024, else the physical cores that this process may use.
pub fn default_threads() -> usize {
    let asked = std::env::var("CLOZE_THREADS").ok().and_then(|text| text.trim().parse().ok());
    match asked {
        Some(threads @ 1..=1024) => threads,
        _ => physical_cores().clamp(1, 1024),
    }
}

/// Two hardware threads of a core share its multipliers, so a second one only gets in the way of a matrix product.
fn physical_cores() -> usize {
    let logical = std::thread::available_parallelism().map_or(1, usize::from);
    match cores_in_sysfs() {
        Some(cores) if cores > 0 => logical.min(cores),
        _ => logical,
    }
}

fn cores_in_sysfs() -> Option<usize> {
    let mut cores = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir("/sys/devices/system/cpu").ok()?.flatten() {
        let topology = entry.path().join("topology");
        let read = |name: &str| std::fs::read_to_string(topology.join(name)).ok();
        if let (Some(package), Some(core)) = (read("physical_package_id"), read("core_id")) {
            cores.insert((package, core));
        }
    }
    Some(cores.len())
}

#[cfg(test)]
mod tests {
    #[test]
    fn there_is_at_least_one_thread() {
        assert!(super::default_threads() >= 1);
    }
}
