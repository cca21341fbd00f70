-- SNI ISO 37120:2018 15.7, version 1: mean of first arrival minus the initial call over all emergency responses.
WITH {intervals}
SELECT count(seconds) AS n, avg(seconds) AS mean_s, percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY seconds) AS percentiles,
    count(*) FILTER (WHERE seconds IS NULL) AS unknown
FROM (SELECT CASE WHEN first_on_scene_at >= reached_at THEN extract(epoch FROM first_on_scene_at - reached_at)::float8 END AS seconds FROM counted) c
WHERE $7::text IS NOT NULL
