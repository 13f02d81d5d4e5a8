//! Makes a failing seed shorter: steps are left out for as long as it fails in the same way.

use std::time::{Duration, Instant};

use crate::report::Told;
use crate::world::Failed;

/// How long it may take.
const LONGEST: Duration = Duration::from_secs(90);

/// The numbers of the steps that are left, and what they lead to.
pub(crate) fn shrink(failing: &Told, run: &dyn Fn(&[usize]) -> Result<Told, Failed>) -> (Vec<usize>, Told) {
    let started = Instant::now();
    let Some(figure) = failing.faults.first().map(|fault| fault.figure) else {
        return (Vec::new(), failing.clone());
    };
    let mut left: Vec<usize> = (0..failing.steps).collect();
    let mut told = failing.clone();
    let mut chunk = left.len().div_ceil(2).max(1);
    while started.elapsed() < LONGEST {
        let mut at = 0;
        let mut shorter = false;
        while at < left.len() && started.elapsed() < LONGEST {
            let end = (at + chunk).min(left.len());
            let without: Vec<usize> = left[..at].iter().chain(&left[end..]).copied().collect();
            match run(&without) {
                Ok(less) if less.faults.iter().any(|fault| fault.figure == figure) => {
                    (left, told, shorter) = (without, less, true);
                }
                Ok(_) | Err(_) => at = end,
            }
        }
        if chunk == 1 && !shorter {
            break;
        }
        chunk = chunk.div_ceil(2).max(1);
    }
    (left, told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Fault, Figure};

    #[test]
    fn only_the_steps_that_matter_are_left() {
        let fault = Fault { figure: Figure::Lost, what: "gone".to_owned() };
        let failing = Told { steps: 40, faults: vec![fault.clone()], ..Told::default() };
        let run = |keep: &[usize]| {
            let fails = keep.contains(&7) && keep.contains(&31);
            Ok(Told { faults: fails.then(|| fault.clone()).into_iter().collect(), ..Told::default() })
        };
        assert_eq!(shrink(&failing, &run).0, [7, 31]);
    }
}
