// PostgreSQL's SQL: how it is parsed for colour, and what completion offers.

import { PostgreSQL, sql } from "@codemirror/lang-sql";

// The language with the tables that are there: { table: [column, ...] }.
export function language(tables) {
  return sql({ dialect: PostgreSQL, schema: tables, upperCaseKeywords: true });
}
