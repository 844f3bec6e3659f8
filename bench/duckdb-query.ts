import { DuckDBInstance } from '@duckdb/node-api';

/** A process of its own that asks a DuckDB file one question and prints the answer, as a person with a script would. */
const [file = '', question = ''] = process.argv.slice(2);
const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' });
const connection = await instance.connect();
const answer = await connection.runAndReadAll(question);
console.log(JSON.stringify(answer.getRowsJson()));
connection.closeSync();
instance.closeSync();
