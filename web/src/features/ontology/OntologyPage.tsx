import { useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { Page } from '@/components/Page';
import { ConceptPanel } from '@/features/ontology/ConceptPanel';
import styles from '@/features/ontology/OntologyPage.module.css';
import { ResultsPanel } from '@/features/ontology/ResultsPanel';
import type { ConceptSearch } from '@/features/ontology/routes';

/** Search at the left, the chosen concept at the right; both are in the address. */
export function OntologyPage() {
  const { t } = useTranslation('ontology');
  const search: ConceptSearch = useSearch({ strict: false });
  const { concept } = useParams({ strict: false });
  return (
    <Page title={t('title')} purpose={t('purpose')} fill>
      <div className={styles.panes}>
        <ResultsPanel search={search} chosen={concept} />
        <div className={styles.pane}>
          {concept === undefined ? (
            <EmptyState title={t('choose.title')} reason={t('choose.reason')} />
          ) : (
            <ConceptPanel id={concept} search={search} />
          )}
        </div>
      </div>
    </Page>
  );
}
