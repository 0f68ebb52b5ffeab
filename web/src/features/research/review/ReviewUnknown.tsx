import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { LinkButton } from '@/components/LinkButton';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import { ApiError } from '@/lib/api/problem';

/** A review that is not there, or not for who asks; or whatever else went wrong. */
export function ReviewUnknown({ error, name }: { error: Error; name: string }) {
  const { t } = useTranslation('review');
  const unknown = error instanceof ApiError && [404, 422, 400].includes(error.status);
  return (
    <Page title={t('review', { id: name })} purpose={t('purpose')}>
      {unknown ? (
        <Panel>
          <EmptyState
            title={t('unknown')}
            reason={t('unknownReason')}
            action={<LinkButton to="/research/reviews">{t('title')}</LinkButton>}
          />
        </Panel>
      ) : (
        <ErrorNotice error={error} />
      )}
    </Page>
  );
}
