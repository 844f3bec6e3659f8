import type { ArchivedFile, IntakeRegister, NewFile, Origin } from '../record/intake.ts';
import { asIntake, prepareIntakeRows } from './intake-rows.ts';
import type { Connection } from './open-database.ts';
import { createRefusedFiles } from './refused-files.ts';
import { SESSION_BYTES } from './session-bytes.ts';
import { createTransfers } from './transfers.ts';

type Sync<Methods> = {
  [Name in keyof Methods]: Methods[Name] extends (...given: infer Given) => Promise<infer Result>
    ? (...given: Given) => Result
    : never;
};

/** The collector's memory, each method one transaction. `rawPath` says where the raw copy of an intake stands. */
export function createIntakeRegister(
  connection: Connection,
  rawPath: (source: string, day: number, intake: number) => string,
): Sync<IntakeRegister> {
  const rows = prepareIntakeRows(connection);
  const statements = prepare(connection);
  const sourceId = sourceIds(connection);
  const refusedFiles = createRefusedFiles(connection, sourceId);
  const transfers = createTransfers(connection, sourceId, (intake) => statements.countIntake.run(intake));
  const inTransaction = <Given extends unknown[], Result>(work: (...given: Given) => Result) => {
    const transaction = connection.transaction(work);
    return (...given: Given): Result => transaction.immediate(...given) as Result;
  };

  function addIntake(
    kind: 'file' | 'resent',
    file: Omit<NewFile, 'length' | 'finished'>,
    bytes: Bytes,
  ): void {
    const { intake, source, name, day, received_at, session, content_mac, origin } = file;
    statements.countIntake.run(intake);
    statements.addIntake.run({
      ...{ id: intake, source: sourceId(source), kind, name, day, received_at, session, content_mac },
      path: bytes.path ?? rawPath(source, day, intake),
      same_as: bytes.same_as,
      length: bytes.length,
      finished: bytes.finished ? 1 : 0,
      backfill: file.backfill === true ? 1 : 0,
    });
    statements.addDelivery.run(intake, session, received_at, 0, null);
    if (origin !== null) setOrigin({ ...origin, source, intake });
  }

  function addFile(file: NewFile): void {
    addIntake('file', file, { length: file.length, finished: file.finished, same_as: null, path: null });
  }

  function addResent(file: Omit<NewFile, 'finished'>, sameAs: number): void {
    const earlier = rows.byId.get(sameAs);
    if (earlier === undefined || earlier.length < file.length)
      throw new Error(`${file.length} bytes cannot be the same as intake ${sameAs}`);
    addIntake('resent', file, { length: file.length, finished: true, same_as: sameAs, path: earlier.path });
  }

  function setOrigin(origin: Origin): void {
    statements.setOrigin.run({ ...origin, source: sourceId(origin.source) });
    transfers.forgetTransfer(origin.source, origin.path);
    if (origin.state !== 'refused') refusedFiles.forgetRefused(origin.source, origin.path);
  }

  /** Durable with the intake that uses it; one that is never used leaves no raw copy that outlives the next start. */
  let lastReserved = statements.counter.get() ?? 0;
  const found = <Row>(row: Row | undefined): Row | null => row ?? null;

  return {
    ...refusedFiles,
    ...transfers,
    reserveIntake: () => {
      lastReserved += 1;
      return lastReserved;
    },
    addFile: inTransaction(addFile),
    addResent: inTransaction(addResent),
    addArchive: inTransaction((files: readonly ArchivedFile[], origin: Origin | null) => {
      for (const { same_as, ...file } of files) same_as === null ? addFile(file) : addResent(file, same_as);
      if (origin !== null) setOrigin(origin);
    }),
    growFile: inTransaction((intake, { length, received_at, finished, content_mac, origin }) => {
      const row = rows.byId.get(intake);
      const grows = row?.raw_gone_at === null && row.path === rawPath(row.source, row.day, intake);
      if (row === undefined || !grows) return false;
      statements.grow.run({ intake, length, finished: finished ? 1 : 0, content_mac });
      if (length > row.length) statements.arriveAgain.run(received_at, intake);
      setOrigin({ ...origin, source: row.source, intake });
      return true;
    }),
    addStream: inTransaction(({ intake, source, day, received_at }) => {
      statements.countIntake.run(intake);
      statements.addIntake.run({
        ...{
          id: intake,
          source: sourceId(source),
          kind: 'stream',
          name: null,
          day,
          received_at,
          session: null,
        },
        ...{
          content_mac: null,
          path: rawPath(source, day, intake),
          same_as: null,
          length: 0,
          finished: 0,
          backfill: 0,
        },
      });
    }),
    openDelivery: inTransaction(({ intake, session, received_at, first_offset, continues }) => {
      const place = [intake, session, received_at, first_offset] as const;
      return Number(statements.addDelivery.run(...place, continues).lastInsertRowid);
    }),
    closeDelivery: (delivery, endOffset) => {
      statements.closeDelivery.run(endOffset, delivery);
    },
    closeLeftDeliveries: inTransaction((intake, endOffset) => {
      const sessions = statements.leftSessions.all(intake);
      statements.closeLeftDeliveries.run(endOffset, intake);
      for (const session of sessions) statements.countSession.run(session);
    }),
    finishStream: (intake, length) => {
      statements.grow.run({ intake, length, finished: 1, content_mac: null });
    },
    openStreams: (source) => rows.openStreams.all(source).map(asIntake),
    intake: (id) => {
      const row = rows.byId.get(id);
      return row === undefined ? null : asIntake(row);
    },
    findContent: (source, contentMac) => {
      const row = rows.byContent.get(source, contentMac);
      return row === undefined ? null : asIntake(row);
    },
    origins: (source) => rows.origins.all(source),
    pastFiles: (source) => statements.pastFiles.all(source),
    setOrigin: inTransaction(setOrigin),
    renameOrigin: inTransaction((source: string, from: string, to: string) => {
      statements.dropOrigin.run(sourceId(source), to);
      statements.renameOrigin.run(to, sourceId(source), from);
    }),
    openSession: inTransaction(({ source, started_at, peer, retries }) => {
      return Number(statements.openSession.run(sourceId(source), started_at, peer, retries).lastInsertRowid);
    }),
    closeSession: (id, end) => {
      statements.closeSession.run({ id, ...end });
    },
    trustedHostKey: (source) => found(statements.hostKey.get(source)),
    trustHostKey: inTransaction((source: string, fingerprint: string) => {
      statements.trustHostKey.run(fingerprint, sourceId(source));
    }),
  };
}

interface Bytes {
  readonly length: number;
  readonly finished: boolean;
  readonly same_as: number | null;
  readonly path: string | null;
}

/** The number of a source; one that is met for the first time gets one. */
export function sourceIds(connection: Connection): (name: string) => number {
  const known = new Map<string, number>();
  const find = connection.prepare<[string], number>('select id from source where name = ?').pluck();
  const add = connection.prepare<[string], unknown>('insert into source (name) values (?)');
  return (name) => {
    const id = known.get(name) ?? find.get(name);
    if (id !== undefined) {
      if (!connection.inTransaction) known.set(name, id);
      return id;
    }
    return Number(add.run(name).lastInsertRowid);
  };
}

function prepare(connection: Connection) {
  return {
    counter: connection.prepare<[], number>("select value from counter where name = 'intake'").pluck(),
    countIntake: connection.prepare<[number], unknown>(
      `insert into counter (name, value) values ('intake', ?)
       on conflict (name) do update set value = max(value, excluded.value)`,
    ),
    addIntake: connection.prepare(
      `insert into intake (id, source, kind, name, day, received_at, session, content_mac, path, same_as, length, finished, backfill)
       values (@id, @source, @kind, @name, @day, @received_at, @session, @content_mac, @path, @same_as, @length, @finished, @backfill)`,
    ),
    addDelivery: connection.prepare<[number, number | null, number, number, number | null], unknown>(
      'insert into delivery (intake, session, received_at, first_offset, continues) values (?, ?, ?, ?, ?)',
    ),
    arriveAgain: connection.prepare<[number, number], unknown>(
      'update delivery set received_at = ? where intake = ?',
    ),
    closeDelivery: connection.prepare<[number, number], unknown>(
      'update delivery set end_offset = ? where id = ? and end_offset is null',
    ),
    closeLeftDeliveries: connection.prepare<[number, number], unknown>(
      'update delivery set end_offset = ? where intake = ? and end_offset is null',
    ),
    leftSessions: connection
      .prepare<[number], number>(
        'select distinct session from delivery where intake = ? and end_offset is null and session is not null',
      )
      .pluck(),
    countSession: connection.prepare<[number], unknown>(
      `update session set bytes = max(bytes, ${SESSION_BYTES}) where id = ? and result = 'broken'`,
    ),
    grow: connection.prepare(
      `update intake set length = max(length, @length), finished = @finished, content_mac = @content_mac
       where id = @intake`,
    ),
    setOrigin: connection.prepare(
      `insert into origin
       (source, path, intake, size, modified_at, consumed, head_mac, head_length, tail_mac, content_chain, state) values
       (@source, @path, @intake, @size, @modified_at, @consumed, @head_mac, @head_length, @tail_mac, @content_chain, @state)
       on conflict (source, path) do update set intake = excluded.intake, size = excluded.size,
       modified_at = excluded.modified_at, consumed = excluded.consumed, head_mac = excluded.head_mac,
       head_length = excluded.head_length, tail_mac = excluded.tail_mac, content_chain = excluded.content_chain,
       state = excluded.state`,
    ),
    pastFiles: connection
      .prepare<[string], string>(
        'select identity from past_file join source on source.id = past_file.source where source.name = ?',
      )
      .pluck(),
    dropOrigin: connection.prepare<[number, string], unknown>(
      'delete from origin where source = ? and path = ?',
    ),
    renameOrigin: connection.prepare<[string, number, string], unknown>(
      'update origin set path = ? where source = ? and path = ?',
    ),
    openSession: connection.prepare<[number, number, string, number], unknown>(
      "insert into session (source, started_at, peer, result, retries) values (?, ?, ?, 'open', ?)",
    ),
    closeSession: connection.prepare(
      `update session set ended_at = @ended_at, result = @result, detail = @detail, bytes = @bytes, files = @files,
       files_known = @files_known where id = @id`,
    ),
    hostKey: connection.prepare<[string], string>('select host_key from source where name = ?').pluck(),
    trustHostKey: connection.prepare<[string, number], unknown>(
      'update source set host_key = ? where id = ?',
    ),
  };
}
