-- The shop: two tables of a guide to database design, filled by rule and by seeded chance, so that
-- everybody has the same rows. 10,000 users; 100,000 orders, in no order of their users.

SELECT setseed(0.42);

CREATE TABLE users (
    id serial PRIMARY KEY,
    name text NOT NULL,
    city text
);

CREATE TABLE orders (
    id serial PRIMARY KEY,
    user_id int REFERENCES users,
    placed date,
    shipped date,
    total numeric(10,2),
    coupon text
);

INSERT INTO users (name, city)
SELECT 'user ' || n,
       CASE n % 5 WHEN 0 THEN 'Lisbon' WHEN 1 THEN 'Oslo' WHEN 2 THEN 'Accra'
                  WHEN 3 THEN 'Lima' ELSE 'Hanoi' END
FROM generate_series(1, 10000) AS n;

-- One order in ten has not been shipped yet, and one in four came with a coupon.
INSERT INTO orders (user_id, placed, shipped, total, coupon)
SELECT user_id,
       placed,
       CASE WHEN chance < 0.9 THEN placed + 1 + n % 9 END,
       total,
       CASE WHEN chance < 0.25 THEN 'SPRING' END
FROM (SELECT n,
             1 + floor(random() * 10000)::int AS user_id,
             date '2025-01-01' + floor(random() * 365)::int AS placed,
             5 + floor(random() * 49500)::int / 100.0 AS total,
             random() AS chance
      FROM generate_series(1, 100000) AS n) AS made;

-- What the planner knows of them: how many rows and pages, how often each value.
ANALYZE;
