-- The log's only door. Takes the lock late (call it last before the commit), continues the sequence without gaps and the hash chain.
CREATE FUNCTION append_events(
    ids uuid[], types text[], ats timestamptz[], recorded timestamptz, actors text[],
    nouns uuid[], incidents uuid[], agencies text[], datas text[]
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    last_seq bigint;
    last_hash bytea;
    fact record;
    seqs bigint[] := '{}';
    hashes bytea[] := '{}';
BEGIN
    PERFORM pg_advisory_xact_lock(112, 1);
    SELECT seq, hash INTO last_seq, last_hash FROM event ORDER BY seq DESC LIMIT 1;
    last_seq := coalesce(last_seq, 0);
    last_hash := coalesce(last_hash, decode(repeat('00', 32), 'hex'));
    FOR fact IN
        SELECT * FROM unnest(ids, types, ats, actors, nouns, incidents, agencies, datas)
            WITH ORDINALITY AS f (id, type, at, actor, noun_id, incident_id, agency_id, data, place) ORDER BY place
    LOOP
        last_seq := last_seq + 1;
        last_hash := sha256(convert_to(
            encode(last_hash, 'hex') || E'\x1f' || last_seq || E'\x1f' || fact.id || E'\x1f' || fact.type || E'\x1f'
            || (extract(epoch FROM fact.at) * 1000000)::bigint || E'\x1f' || (extract(epoch FROM recorded) * 1000000)::bigint
            || E'\x1f' || fact.actor || E'\x1f' || fact.noun_id || E'\x1f' || coalesce(fact.incident_id::text, '')
            || E'\x1f' || coalesce(fact.agency_id, '') || E'\x1f' || fact.data, 'UTF8'));
        seqs := seqs || last_seq;
        hashes := hashes || last_hash;
    END LOOP;
    PERFORM set_config('tanggap.appending', 'on', true);
    INSERT INTO event (seq, id, type, at, recorded_at, actor, noun_id, incident_id, agency_id, data, hash)
        SELECT s, i, t, a, recorded, w, n, c, g, d::json, h
        FROM unnest(seqs, ids, types, ats, actors, nouns, incidents, agencies, datas, hashes) AS e (s, i, t, a, w, n, c, g, d, h);
    PERFORM set_config('tanggap.appending', 'off', true);
    RETURN last_seq;
END $$;

CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND current_setting('tanggap.appending', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the event log is append-only and has one door: append_events' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER event_has_one_door BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_change();
