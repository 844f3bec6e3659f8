import type { SourceKind } from './source.ts';

/** Every way for call records to arrive. A new one is one file and one line here. */
export const SOURCES: Readonly<Record<string, SourceKind>> = {};
