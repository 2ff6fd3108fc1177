//! The logical schema of a database as text lines, to compare the engines with.

use crate::{Result, Store, sql::Sql};

/// One line per column (`table.column kind nullable`) and per index (`index table.name unique`), sorted.
pub async fn schema(store: &Store) -> Result<Vec<String>> {
    let (columns, indexes) = if store.is_sqlite() { SQLITE } else { POSTGRES };
    let mut lines = Vec::new();
    for sql in [columns, indexes] {
        for row in store.fetch(Sql::new(sql)).await? {
            lines.push(row.of("schema").text("line")?);
        }
    }
    lines.sort();
    Ok(lines)
}

// On PostgreSQL the primary key is an index of the ids alone; SQLite keeps the rows in it. And the index of the
// searched text is an index there, and here a table with its own helpers.
const SQLITE: (&str, &str) = (
    "SELECT t.name || '.' || c.name || ' ' || CASE c.type WHEN 'INTEGER' THEN 'number' ELSE 'text' END \
     || CASE c.\"notnull\" WHEN 1 THEN '' ELSE ' nullable' END \
     FROM sqlite_master t JOIN pragma_table_info(t.name) c \
     WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> '_sqlx_migrations' \
     AND t.name NOT LIKE 'customer_search%'",
    "SELECT 'index ' || t.name || '.' || i.name || CASE i.\"unique\" WHEN 1 THEN ' unique' ELSE '' END \
     FROM sqlite_master t JOIN pragma_index_list(t.name) i \
     WHERE t.type = 'table' AND i.origin = 'c' AND i.name <> 'customer_grid_by_id'",
);

const POSTGRES: (&str, &str) = (
    "SELECT c.table_name || '.' || c.column_name || ' ' \
     || CASE c.data_type WHEN 'bigint' THEN 'number' WHEN 'text' THEN 'text' ELSE c.data_type END \
     || CASE c.is_nullable WHEN 'NO' THEN '' ELSE ' nullable' END \
     || CASE WHEN c.data_type = 'text' AND c.collation_name IS DISTINCT FROM 'C' THEN ' wrong order' ELSE '' END \
     FROM information_schema.columns c \
     WHERE c.table_schema = 'public' AND c.table_name <> '_sqlx_migrations'",
    "SELECT 'index ' || t.relname || '.' || i.relname || CASE WHEN x.indisunique THEN ' unique' ELSE '' END \
     FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid \
     JOIN pg_namespace n ON n.oid = t.relnamespace \
     WHERE n.nspname = 'public' AND NOT x.indisprimary AND t.relname <> '_sqlx_migrations' \
     AND i.relname <> 'customer_grid_by_search'",
);
