-- The roles of the database in compose.yaml. PostgreSQL runs this once, as superuser, when it creates the database.
\getenv owner_password OWNER_PASSWORD
\getenv server_password SERVER_PASSWORD

-- Owns the tables: applies migrations and prunes the audit log.
create role atmos_pro_owner login password :'owner_password';
-- Runs `serve`. `atmos-pro migrate --runtime-role atmos_pro_server` grants it what serving needs; it can only append to the audit log.
create role atmos_pro_server login password :'server_password';

alter database :"DBNAME" owner to atmos_pro_owner;
alter schema public owner to atmos_pro_owner;
-- By default, every role can connect and create temporary tables.
revoke all on database :"DBNAME" from public;
grant connect on database :"DBNAME" to atmos_pro_server;
revoke all on schema public from public;
