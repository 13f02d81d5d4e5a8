//! The bill of materials: what the program is made of, for programs that look for known faults in it (`CycloneDX` 1.5).

use serde_json::{Value, json};

use super::parts::Part;

/// `parts` begin with the program; `made` is a time by RFC 3339.
pub(super) fn document(parts: &[Part], made: &str) -> Value {
    let mut components = parts.iter().map(component).collect::<Vec<_>>();
    let mut program = components.remove(0);
    program["type"] = json!("application");
    let needs = |part: &Part| json!({"ref": part.purl, "dependsOn": part.needs});
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"timestamp": made, "component": program},
        "components": components,
        "dependencies": parts.iter().map(needs).collect::<Vec<_>>(),
    })
}

fn component(part: &Part) -> Value {
    let mut component = json!({
        "type": "library",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "purl": part.purl,
    });
    if !part.licence.is_empty() {
        component["licenses"] = json!([{"expression": part.licence}]);
    }
    if let Some(checksum) = &part.checksum {
        component["hashes"] = json!([{"alg": "SHA-256", "content": checksum}]);
    }
    component
}

#[cfg(test)]
mod tests {
    use cyclonedx_bom::prelude::{Bom, Validate as _};

    use super::super::parts;
    use super::*;

    #[test]
    fn another_s_reader_finds_no_fault_in_it() {
        let parts = parts::all().expect("known");
        let text = document(&parts, "2026-11-30T00:00:00Z").to_string();
        let read = Bom::parse_from_json_v1_5(text.as_bytes()).expect("CycloneDX 1.5");
        let found = read.validate();
        assert!(found.passed(), "{found:?}");
        let components = read.components.expect("components");
        assert_eq!(components.0.len() + 1, parts.len());
        assert!(components.0.iter().all(|one| one.purl.is_some() && one.version.is_some()));
    }
}
