//! The values of a section's options, read as oslo.config reads them.

use std::str::FromStr;

/// `true`, `1`, `yes`, `on` and their opposites, in any case.
pub(super) fn truth(name: &str, value: &str) -> Result<bool, String> {
    match value.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(format!("`{name} = {value}` is neither true nor false")),
    }
}

/// A decimal number.
pub(super) fn number<T: FromStr>(name: &str, value: &str) -> Result<T, String> {
    value.trim().parse().map_err(|_| format!("`{name} = {value}` is not a number that fits"))
}

/// Items between commas, without the blanks around them; empty ones do not count.
pub(super) fn list(value: &str) -> Vec<String> {
    value.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}
