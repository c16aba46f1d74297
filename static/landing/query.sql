SELECT * FROM orders
WHERE user_id = 42;
