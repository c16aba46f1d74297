//! Times as text: three figures that count, and the unit.

/// Simulated time: `0.51 ms`, `14.6 ms`, `1.04 s`.
pub fn simulated(micros: u64) -> String {
    let millis = micros as f64 / 1_000.0;
    if millis < 1_000.0 {
        format!("{} ms", three_figures(millis))
    } else {
        format!("{} s", three_figures(millis / 1_000.0))
    }
}

/// Real time: whole milliseconds, because a browser's clock gives no more.
pub fn real(millis: f64) -> String {
    match millis {
        millis if millis < 1.0 => "<1 ms".to_string(),
        millis if millis < 10_000.0 => format!("{millis:.0} ms"),
        millis => format!("{} s", three_figures(millis / 1_000.0)),
    }
}

fn three_figures(value: f64) -> String {
    match value {
        value if value < 9.995 => format!("{value:.2}"),
        value if value < 99.95 => format!("{value:.1}"),
        value => format!("{value:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_figures_count() {
        assert_eq!(simulated(510), "0.51 ms");
        assert_eq!(simulated(14_630), "14.6 ms");
        assert_eq!(simulated(999_400), "999 ms");
        assert_eq!(simulated(1_040_000), "1.04 s");
        assert_eq!(real(0.2), "<1 ms");
        assert_eq!(real(41.4), "41 ms");
    }
}
