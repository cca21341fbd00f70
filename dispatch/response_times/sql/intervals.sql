-- Every interval of the chosen incidents: one row each, with its true start and stop, or without one of them.
-- $1 since, $2 until (of reaching the centre), $3 agency, $4 type, $5 priority, $6 channel, $7 group by
-- The first unit of an agency is the task's own stamp; the last one is known when every unit that was sent arrived or was called off.
-- Of one emergency that was taken for several the earliest stamps count, as the earliest call does.
merged AS (
    SELECT merged_into, min(answered_at) AS answered_at, min(classified_at) AS classified_at, min(first_assigned_at) AS first_assigned_at
    FROM incident WHERE merged_into IS NOT NULL GROUP BY merged_into
),
chosen AS (
    SELECT i.id, state, disposition, drill, flags, type, priority, channel, reached_at, opened_at, first_on_scene_at, closed_at,
        least(i.answered_at, m.answered_at) AS answered_at, least(i.classified_at, m.classified_at) AS classified_at,
        least(i.first_assigned_at, m.first_assigned_at) AS first_assigned_at, flags ? 'late_entry' AS late
    FROM incident i LEFT JOIN merged m ON m.merged_into = i.id
    WHERE ($1::timestamptz IS NULL OR reached_at >= $1) AND ($2::timestamptz IS NULL OR reached_at < $2)
        AND ($4::text IS NULL OR type = $4) AND ($5::int IS NULL OR priority = $5) AND ($6::text IS NULL OR channel = $6)
        AND ($3::text IS NULL OR EXISTS (SELECT FROM task t WHERE t.incident_id = i.id AND t.agency_id = $3))
),
counted AS (
    SELECT * FROM chosen
    WHERE NOT drill AND state NOT IN ('merged', 'cancelled', 'referred') AND NOT flags ? 'scheduled'
        AND (disposition IS NULL OR disposition NOT IN ('duplicate', 'drill', 'nuisance', 'referred'))
),
order_given AS (
    SELECT t.*, c.type, c.priority, c.channel, c.reached_at, c.late
    FROM counted c JOIN task t ON t.incident_id = c.id
    WHERE $3::text IS NULL OR t.agency_id = $3
),
sent AS (
    SELECT a.*, c.type, c.priority, c.channel, c.reached_at, c.late OR a.flags ? 'late_entry' AS entered_late
    FROM counted c JOIN unit_assignment a ON a.incident_id = c.id
    WHERE $3::text IS NULL OR a.agency_id = $3
),
sent_for AS (
    SELECT task_id, max(on_scene_at) AS last_at, bool_or(on_scene_at IS NULL AND clear_at IS NULL) AS awaited FROM sent GROUP BY task_id
),
arrival AS (
    SELECT o.incident_id, o.agency_id, o.type, o.priority, o.channel, o.reached_at, o.late, o.on_scene_at AS first_at,
        CASE WHEN s.task_id IS NULL THEN o.on_scene_at WHEN NOT s.awaited THEN s.last_at END AS last_at,
        CASE WHEN s.task_id IS NULL THEN o.on_scene_at IS NULL AND NOT o.stand_by ELSE s.awaited END AS awaited
    FROM order_given o LEFT JOIN sent_for s ON s.task_id = o.id
    WHERE (o.acknowledged_at IS NOT NULL OR o.implied ? 'acknowledged') AND o.aborted_at IS NULL
        -- An agency that was sent back had been there before: its second arrival is no response to the call.
        AND NOT EXISTS (SELECT FROM task r WHERE r.id = o.replaces_task_id AND r.state = 'returned')
),
arrived AS (
    SELECT incident_id, CASE WHEN $3::text IS NOT NULL OR $7 = 'agency' THEN agency_id END AS agency_id, type, priority, channel, reached_at, late,
        min(first_at) AS first_at, CASE WHEN NOT bool_or(awaited) THEN max(last_at) END AS last_at
    FROM arrival GROUP BY 1, 2, 3, 4, 5, 6, 7
),
-- One row an interval, as the table of dispatch/sla/intervals.py has them.
measured AS ({measured}
)
