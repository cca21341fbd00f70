-- The report: a row a metric and group. The target in force at the start of each interval is looked up once a kind of case
-- and period between two changes of targets, by the precedence of dispatch/sla/policy.py.
WITH {intervals},
boundaries AS (
    SELECT coalesce(array_agg(DISTINCT moment ORDER BY moment), '{{}}') AS moments
    FROM (SELECT valid_from AS moment FROM sla_target UNION SELECT valid_to FROM sla_target) b WHERE moment IS NOT NULL
),
dated AS MATERIALIZED (
    SELECT measured.*, extract(epoch FROM stopped_at - started_at)::float8 AS seconds, width_bucket(started_at, boundaries.moments) AS period,
        CASE $7 WHEN 'agency' THEN coalesce(agency_id, '-') WHEN 'type' THEN type WHEN 'priority' THEN priority::text
            -- The city's days, by the moment of reaching the centre; a week is named by its Monday.
            WHEN 'day' THEN to_char(reached_at AT TIME ZONE $8, 'YYYY-MM-DD')
            WHEN 'week' THEN to_char(date_trunc('week', reached_at AT TIME ZONE $8), 'YYYY-MM-DD')
            ELSE 'all' END AS member
    FROM measured, boundaries
),
kind AS (
    SELECT k.*, t.value_s, t.share, t.legal_basis
    FROM (SELECT metric, agency_id, type, priority, channel, period, min(started_at) AS at FROM dated WHERE seconds >= 0 GROUP BY 1, 2, 3, 4, 5, 6) k
    LEFT JOIN LATERAL (
        SELECT s.value_s, s.share, s.legal_basis FROM sla_target s
        WHERE s.metric = k.metric AND s.valid_from <= k.at AND (s.valid_to IS NULL OR k.at < s.valid_to)
            AND (s.agency_id IS NULL OR s.agency_id = k.agency_id) AND (s.type IS NULL OR s.type = k.type)
            AND (s.priority IS NULL OR s.priority = k.priority) AND (s.channel IS NULL OR s.channel = k.channel)
        ORDER BY 16 * num_nonnulls(s.agency_id, s.type, s.priority, s.channel) + 8 * num_nonnulls(s.agency_id) + 4 * num_nonnulls(s.type)
            + 2 * num_nonnulls(s.priority) + num_nonnulls(s.channel) DESC, s.valid_from DESC
        LIMIT 1) t ON true
)
SELECT d.metric, d.member,
    count(*) FILTER (WHERE d.seconds >= 0) AS n,
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY d.seconds) FILTER (WHERE d.seconds >= 0) AS percentiles,
    avg(d.seconds) FILTER (WHERE d.seconds >= 0) AS mean_s,
    count(*) FILTER (WHERE d.seconds >= 0 AND k.value_s IS NOT NULL) AS with_target,
    count(*) FILTER (WHERE d.seconds >= 0 AND d.seconds <= k.value_s) AS within_target,
    CASE WHEN min(k.value_s) = max(k.value_s) THEN min(k.value_s) END AS target_s,
    CASE WHEN min(k.share) = max(k.share) THEN min(k.share) END AS target_share,
    string_agg(DISTINCT nullif(k.legal_basis, ''), '; ') AS legal_basis,
    count(*) FILTER (WHERE d.seconds IS NULL) AS unknown,
    count(*) FILTER (WHERE d.seconds < 0) AS impossible_order,
    count(*) FILTER (WHERE d.seconds = 0) AS identical,
    count(*) FILTER (WHERE d.seconds >= 0 AND d.late) AS late_entry
FROM dated d LEFT JOIN kind k ON k.metric = d.metric AND k.agency_id IS NOT DISTINCT FROM d.agency_id AND k.type = d.type
    AND k.priority = d.priority AND k.channel = d.channel AND k.period = d.period
GROUP BY d.metric, d.member
