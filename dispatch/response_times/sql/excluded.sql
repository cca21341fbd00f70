-- Who was left out, and why; each incident once, by the first reason that holds.
WITH {intervals}
SELECT CASE
        WHEN drill OR disposition = 'drill' THEN 'drill'
        WHEN state = 'merged' OR disposition = 'duplicate' THEN 'duplicate'
        WHEN state = 'cancelled' THEN 'cancelled'
        WHEN state = 'referred' OR disposition = 'referred' THEN 'referred'
        WHEN disposition = 'nuisance' THEN 'nuisance'
        ELSE 'scheduled' END AS reason,
    count(*) AS n
FROM chosen WHERE id NOT IN (SELECT id FROM counted) AND $7::text IS NOT NULL
GROUP BY 1
