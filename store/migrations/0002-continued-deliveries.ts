/** A connection that goes on over midnight: its delivery on the new day names the one it continues. */
export const continuedDeliveries = {
  name: '0002-continued-deliveries',
  sql: 'alter table delivery add column continues integer references delivery (id);',
} as const;
