-- The shop: two tables of a guide to database design, filled by rule, so that everybody has the
-- same rows. 1,000 users; 10,000 orders, spread over the users as if by chance.

CREATE TABLE users (
    id SERIAL PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE orders (
    id SERIAL PRIMARY KEY,
    user_id INT REFERENCES users(id),
    total DECIMAL(10,2)
);

INSERT INTO users (name)
SELECT 'user ' || n FROM generate_series(1, 1000) AS n;

-- 7,919 and 5,003 are primes: neither shares a factor with the numbers they meet.
INSERT INTO orders (user_id, total)
SELECT 1 + (n * 7919 + n / 7) % 1000, 5 + n * 5003 % 49900 / 100.0
FROM generate_series(1, 10000) AS n;
