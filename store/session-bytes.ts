/** What a session is known to have brought, by its deliveries: of one that is open, what the store was told of last. */
export const SESSION_BYTES = `coalesce((
  select sum(max(coalesce(delivery.end_offset, intake.length) - delivery.first_offset, 0))
  from delivery join intake on intake.id = delivery.intake
  where delivery.session = session.id and intake.kind <> 'resent'), 0)`;
