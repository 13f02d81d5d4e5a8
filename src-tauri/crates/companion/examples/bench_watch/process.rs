//! What this process used, as Linux tells it.

use crate::Trouble;

/// Processor time of all threads so far, in milliseconds.
pub(crate) fn cpu_ms() -> Result<f64, Trouble> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The name of the program may hold spaces; the fields are counted from behind it.
    let (_, fields) = stat.rsplit_once(')').ok_or("no name in /proc/self/stat")?;
    let fields: Vec<_> = fields.split_whitespace().collect();
    let (user, system): (f64, f64) = (fields[11].parse()?, fields[12].parse()?);
    // Linux counts these in hundredths of a second on every system of today.
    Ok((user + system) * 10.0)
}
