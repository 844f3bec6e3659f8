import type { LineReader } from '../../pipeline-worker.ts';
import type { ProcessingSettings } from '../../processor/processing-context.ts';
import { ratingPolicy } from '../../processor/rating/rating-policy.ts';
import type { RatingPolicy } from '../../record/tariff.ts';
import type { Configuration } from '../../settings/configuration.ts';
import { ratesOf, tariffs } from '../../store/queries/tariffs.ts';
import { openReadingConnection } from '../../store/reading-connection.ts';

/** By what calls are rated, with the rows of every tariff handed to the reader once. */
export class RatingInForce {
  private readonly folder: string;
  private readonly reader: Pick<LineReader, 'keepTariff'>;
  private readonly handed = new Set<number>();
  private known: Promise<RatingPolicy | null> | null = null;

  constructor(folder: string, reader: Pick<LineReader, 'keepTariff'>) {
    this.folder = folder;
    this.reader = reader;
  }

  /** Tariffs were imported, or the configuration is another one. */
  clear(): void {
    this.known = null;
  }

  /** The same settings with what calls cost by today's tariffs. */
  async addTo(settings: ProcessingSettings, configuration: Configuration): Promise<ProcessingSettings> {
    this.known ??= this.load(configuration).catch((error: unknown) => {
      this.clear();
      throw error;
    });
    const rating = await this.known;
    const { rating: _, ...rest } = settings;
    return rating === null ? rest : { ...rest, rating };
  }

  private async load({ tariffs: settings }: Configuration): Promise<RatingPolicy | null> {
    const store = openReadingConnection(this.folder);
    try {
      const policy = ratingPolicy(settings, tariffs(store.connection));
      for (const { id } of policy?.carriers.flatMap((carrier) => carrier.tariffs) ?? []) {
        if (this.handed.has(id)) continue;
        await this.reader.keepTariff(id, ratesOf(store.connection, id));
        this.handed.add(id);
      }
      return policy;
    } finally {
      await store.close();
    }
  }
}
