import { DAY_MS } from '../../record/calendar.ts';

/** Accounted for whole, it and all that share it, and nothing of it came at the moment or later. */
export const RAW_COPY_IS_DUE = `intake.raw_gone_at is null and intake.kind <> 'resent' and intake.finished = 1
  and intake.cursor = intake.length
  and case intake.kind when 'stream' then (intake.day + 1) * ${DAY_MS} <= @before
    else not exists (select 1 from delivery where delivery.intake = intake.id and delivery.received_at >= @before) end
  and not exists (select 1 from intake sharing where sharing.same_as = intake.id and sharing.cursor < sharing.length)
  and not (intake.kind = 'stream' and exists (select 1 from delivery
    join delivery further on further.continues = delivery.id join intake next on next.id = further.intake
    where delivery.intake = intake.id and next.cursor <= further.first_offset and next.length > next.cursor))`;
