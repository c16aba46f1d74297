//! MD5 (RFC 1321): a fingerprint of 128 bits. Broken for secrets, good for telling texts apart.

/// How far each round turns the sum to the left.
const TURNS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];

/// The fingerprint in hexadecimal digits.
pub fn hex_digest(bytes: &[u8]) -> String {
    digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn digest(bytes: &[u8]) -> [u8; 16] {
    let mut message = bytes.to_vec();
    message.push(0x80);
    message.resize(message.len().next_multiple_of(64), 0);
    if message.len() - bytes.len() < 9 {
        message.resize(message.len() + 64, 0);
    }
    let end = message.len() - 8;
    message[end..].copy_from_slice(&(bytes.len() as u64).wrapping_mul(8).to_le_bytes());

    let sines = sines();
    let mut state = [0x6745_2301_u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in message.chunks_exact(64) {
        let words: [u32; 16] = std::array::from_fn(|at| {
            u32::from_le_bytes(std::array::from_fn(|byte| block[at * 4 + byte]))
        });
        let mixed = mix(state, &words, &sines);
        state = std::array::from_fn(|at| state[at].wrapping_add(mixed[at]));
    }
    std::array::from_fn(|at| state[at / 4].to_le_bytes()[at % 4])
}

/// The table T of the standard: the first 32 bits of the sine of 1 to 64.
fn sines() -> [u32; 64] {
    std::array::from_fn(|at| (libm::sin(at as f64 + 1.0).abs() * 4_294_967_296.0) as u32)
}

/// Sixty-four steps over one block.
fn mix(state: [u32; 4], words: &[u32; 16], sines: &[u32; 64]) -> [u32; 4] {
    let [mut a, mut b, mut c, mut d] = state;
    for step in 0..64 {
        let (chosen, word) = match step / 16 {
            0 => (b & c | !b & d, step),
            1 => (d & b | !d & c, (5 * step + 1) % 16),
            2 => (b ^ c ^ d, (3 * step + 5) % 16),
            _ => (c ^ (b | !d), 7 * step % 16),
        };
        let sum = a.wrapping_add(chosen).wrapping_add(sines[step]).wrapping_add(words[word]);
        let turned = sum.rotate_left(TURNS[step / 16][step % 4]);
        (a, d, c, b) = (d, c, b, b.wrapping_add(turned));
    }
    [a, b, c, d]
}
