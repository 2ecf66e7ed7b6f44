import { Injectable } from '@nestjs/common';
import { catalogue, type dispatch, type Output, Problem } from '@shop/contracts';
import { CallError, Peers } from '@shop/service';
import { FindingsStore } from './findings.store.ts';
import { heldOf, problemsOf, type Standing } from './stock-audit.ts';

const PAGE = 200;
/** SKUs the ledger is asked for at once. */
const SKUS = 100;

type Line = catalogue.LedgerLine;

/** Compares the books of the catalogue with the orders. */
@Injectable()
export class StockAuditService {
  constructor(
    private readonly orders: FindingsStore,
    private readonly peers: Peers,
  ) {}

  /** Throws service_unavailable when the catalogue does not answer. */
  async audit(): Promise<Output<typeof dispatch.auditStock>> {
    const lines = await this.ledger();
    const orders = await this.standings(lines);
    // An order may have got on between the two reads: only what the books still say after it is wrong.
    const suspects = lines.filter((line) => problemsOf(line, orders).length > 0);
    const again = await this.linesOf(suspects.map(({ sku }) => sku));
    const sum = (of: (line: Line) => number): number => lines.reduce((total, line) => total + of(line), 0);
    return {
      at: new Date().toISOString(),
      products: lines.length,
      holds: sum(({ holds }) => holds.length),
      available: sum(({ available }) => available),
      held: sum(heldOf),
      sold: sum(({ sold }) => sold),
      stocked: sum(({ stocked }) => stocked),
      problems: again.flatMap((line) => problemsOf(line, orders)),
    };
  }

  private async standings(lines: Line[]): Promise<Map<string, Standing | 'unknown'>> {
    const ids = [...new Set(lines.flatMap(({ holds }) => holds.map(({ orderId }) => orderId)))];
    const known = await this.orders.standings(ids);
    return new Map(ids.map((id) => [id, known.get(id) ?? 'unknown']));
  }

  private async ledger(): Promise<Line[]> {
    const lines: Line[] = [];
    for (;;) {
      const after = lines.at(-1)?.sku;
      const items = await this.ask({ limit: PAGE, ...(after === undefined ? {} : { after }) });
      lines.push(...items);
      if (items.length < PAGE) return lines;
    }
  }

  private async linesOf(skus: string[]): Promise<Line[]> {
    const lines: Line[] = [];
    for (let at = 0; at < skus.length; at += SKUS)
      lines.push(...(await this.ask({ sku: skus.slice(at, at + SKUS) })));
    return lines;
  }

  private async ask(query: { sku?: string[]; after?: string; limit?: number }): Promise<Line[]> {
    try {
      return (await this.peers.call(catalogue.stockLedger, { query })).items;
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      const detail = 'The catalogue does not answer; the stock cannot be checked now.';
      throw new Problem('service_unavailable', { detail, cause: error });
    }
  }
}
