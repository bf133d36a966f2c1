/** Counts what was decided: each decision is an audit entry. */
import { Counter, type Registry } from 'prom-client';
import { isRecord } from '../../base/text.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { AuditEvent } from '../../domain/audit/events.ts';

export interface DecisionMetrics {
  decided(entry: AuditEntry): void;
}

/** Where an entry says why the whole request was refused. */
const reasonFields: Partial<Record<AuditEvent, string>> = {
  'session.exchange': 'reason',
  'token.mint': 'refusal',
};

export function createDecisionMetrics(registry: Registry): DecisionMetrics {
  const registers = [registry];
  const decisions = new Counter({
    name: 'atmos_pro_decisions_total',
    help: 'Audit entries by event and outcome. Entries that are written in one transaction with the change they record (locks, uploads, statuses, commits) are not counted.',
    labelNames: ['event', 'outcome'],
    registers,
  });
  const refusals = new Counter({
    name: 'atmos_pro_refusals_total',
    help: 'Exchanges and token requests that were refused as a whole and audited, by reason.',
    labelNames: ['event', 'reason'],
    registers,
  });
  const sources = new Counter({
    name: 'atmos_pro_mint_sources_total',
    help: 'Source repositories of token requests, by outcome.',
    labelNames: ['outcome'],
    registers,
  });
  return {
    decided({ event, outcome, details }) {
      decisions.inc({ event, outcome });
      const field = reasonFields[event];
      const reason = field === undefined ? undefined : details[field];
      if (outcome !== 'allowed' && typeof reason === 'string') refusals.inc({ event, reason });
      const judged = event === 'token.mint' ? details['sources'] : undefined;
      const sourcesOfMint: readonly unknown[] = Array.isArray(judged) ? judged : [];
      for (const source of sourcesOfMint) {
        if (isRecord(source) && typeof source['outcome'] === 'string') {
          sources.inc({ outcome: source['outcome'] });
        }
      }
    },
  };
}
