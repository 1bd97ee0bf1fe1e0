-- The schema, once for both engines. What differs between them stands in braces and is filled in by schema.py.
-- Why it looks like this: the README, "Schema". Foreign keys are checked at COMMIT, so that rows may come in any order.

CREATE TABLE airlines (
    carrier varchar(2) NOT NULL PRIMARY KEY,
    name    varchar(100) NOT NULL
);

-- name is NULL for an airport of which the files know only the code; then the rest is NULL as well.
CREATE TABLE airports (
    faa   varchar(3) NOT NULL PRIMARY KEY,
    name  varchar(100),
    lat   double precision, -- degrees
    lon   double precision, -- degrees
    alt   integer,          -- feet
    tz    smallint,         -- hours from UTC in winter
    dst   varchar(1),       -- summer time: A as in the USA, U unknown, N none
    tzone varchar(50),      -- name in the IANA database
    CONSTRAINT airports_lat_range CHECK (lat BETWEEN -90 AND 90),
    CONSTRAINT airports_lon_range CHECK (lon BETWEEN -180 AND 180),
    CONSTRAINT airports_known_or_not CHECK ((name IS NULL) = (lat IS NULL))
);

CREATE TABLE plane_models (
    id           {identity},
    manufacturer varchar(100) NOT NULL,
    model        varchar(100) NOT NULL,
    type         varchar(50) NOT NULL,
    engines      smallint NOT NULL,
    seats        smallint NOT NULL,
    CONSTRAINT plane_models_key UNIQUE (manufacturer, model),
    CONSTRAINT plane_models_engines_positive CHECK (engines > 0),
    CONSTRAINT plane_models_seats_positive CHECK (seats > 0)
);

-- model_id is NULL for a plane of which the files know only the tail number.
CREATE TABLE planes (
    tailnum  varchar(6) NOT NULL PRIMARY KEY,
    model_id bigint REFERENCES plane_models (id) DEFERRABLE INITIALLY DEFERRED,
    year     smallint,    -- built
    engine   varchar(20),
    speed    smallint,    -- miles per hour
    CONSTRAINT planes_year_range CHECK (year BETWEEN 1903 AND 2013)
);
CREATE INDEX planes_model_id ON planes (model_id);

CREATE TABLE weather (
    origin     varchar(3) NOT NULL REFERENCES airports (faa) DEFERRABLE INITIALLY DEFERRED,
    time_hour  {timestamp} NOT NULL, -- UTC
    temp       double precision, -- Fahrenheit
    dewp       double precision, -- Fahrenheit
    humid      double precision, -- percent
    wind_dir   smallint,         -- degrees
    wind_speed double precision, -- miles per hour
    wind_gust  double precision, -- miles per hour
    precip     double precision NOT NULL, -- inches
    pressure   double precision, -- millibar
    visib      double precision NOT NULL, -- miles
    CONSTRAINT weather_key PRIMARY KEY (origin, time_hour)
);

-- A flight that was cancelled has no dep_time; one that was diverted has a dep_time and no arr_delay.
CREATE TABLE flights (
    id             {identity},
    flight_date    date NOT NULL,       -- as scheduled, local
    carrier        varchar(2) NOT NULL REFERENCES airlines (carrier) DEFERRABLE INITIALLY DEFERRED,
    number         smallint NOT NULL,
    origin         varchar(3) NOT NULL REFERENCES airports (faa) DEFERRABLE INITIALLY DEFERRED,
    dest           varchar(3) NOT NULL REFERENCES airports (faa) DEFERRABLE INITIALLY DEFERRED,
    tailnum        varchar(6) REFERENCES planes (tailnum) DEFERRABLE INITIALLY DEFERRED,
    sched_dep_time smallint NOT NULL,   -- all times: minutes after local midnight, 1440 is the end of the day
    dep_time       smallint,
    dep_delay      smallint,            -- minutes, negative when early
    sched_arr_time smallint NOT NULL,   -- local to dest
    arr_time       smallint,
    arr_delay      smallint,
    air_time       smallint,            -- minutes
    distance       smallint NOT NULL,   -- miles
    time_hour      {timestamp} NOT NULL, -- hour of the scheduled departure, UTC
    CONSTRAINT flights_key UNIQUE (flight_date, carrier, number, origin),
    CONSTRAINT flights_leave_their_origin CHECK (origin <> dest),
    CONSTRAINT flights_sched_dep_time_range CHECK (sched_dep_time BETWEEN 0 AND 1440),
    CONSTRAINT flights_dep_time_range CHECK (dep_time BETWEEN 0 AND 1440),
    CONSTRAINT flights_sched_arr_time_range CHECK (sched_arr_time BETWEEN 0 AND 1440),
    CONSTRAINT flights_arr_time_range CHECK (arr_time BETWEEN 0 AND 1440),
    CONSTRAINT flights_air_time_positive CHECK (air_time > 0),
    CONSTRAINT flights_distance_positive CHECK (distance > 0),
    CONSTRAINT flights_departed_with_delay CHECK ((dep_time IS NULL) = (dep_delay IS NULL)),
    CONSTRAINT flights_arrive_after_departure CHECK (arr_delay IS NULL OR dep_time IS NOT NULL)
);
CREATE INDEX flights_carrier ON flights (carrier);
CREATE INDEX flights_dest ON flights (dest);
CREATE INDEX flights_origin_dest ON flights (origin, dest);
CREATE INDEX flights_origin_time_hour ON flights (origin, time_hour);
CREATE INDEX flights_tailnum ON flights (tailnum, flight_date, sched_dep_time);
