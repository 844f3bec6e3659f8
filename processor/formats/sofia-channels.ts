/** What the name of a channel says of its side of the call. */
interface ChannelSide {
  readonly extension: string | null;
  readonly trunk: string | null;
}

const NOTHING: ChannelSide = { extension: null, trunk: null };

/**
 * `sofia/internal/1000@pbx.example` is the set 1000, `sofia/gateway/provider/030231250001` the gateway `provider`, and
 * `sofia/external/030231250001@provider.example` a line of the profile `external`. Other channels say nothing.
 */
export function sofiaSide(channel: string): ChannelSide {
  const [technology, profile = '', user = ''] = channel.split('/');
  if (technology !== 'sofia' || profile === '') return NOTHING;
  if (profile === 'gateway') return user === '' ? NOTHING : { extension: null, trunk: user };
  const at = user.indexOf('@');
  const name = at === -1 ? user : user.slice(0, at);
  if (/^(?:[1-9]\d{1,5}|\*{2,6})$/.test(name)) return { extension: name, trunk: null };
  return /^[+*\d]/.test(name) ? { extension: null, trunk: `sofia/${profile}` } : NOTHING;
}
