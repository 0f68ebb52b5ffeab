import { useNavigate } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { type Review, useChange, useClose, useDelete } from '@/features/research/review/api';
import styles from '@/features/research/review/Review.module.css';
import { SetupFields } from '@/features/research/review/SetupFields';
import { isReady, sentOf, setupOf } from '@/features/research/review/setup';

/** What the owner may change, and the two ends of a review. */
export default function SetupTab({ review }: { review: Review }) {
  const { t } = useTranslation('review');
  const { modal, message } = App.useApp();
  const navigate = useNavigate();
  const [setup, setSetup] = useState(() => setupOf(review, ''));
  const change = useChange(review.id);
  const close = useClose(review.id);
  const remove = useDelete(review.id);
  const fixed = review.finished || review.progress.some(({ done }) => done > 0);
  return (
    <Panel title={t('tab.setup')}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(
            { ...sentOf(setup), base: review.version },
            { onSuccess: () => void message.success(t('setup.saved')) },
          );
        }}
      >
        <SetupFields setup={setup} fixed={fixed} onChange={setSetup} />
        {change.error && <ErrorNotice error={change.error} compact />}
        {(close.error ?? remove.error) && <ErrorNotice error={close.error ?? remove.error} compact />}
        <div className={styles.line}>
          <Button
            type="primary"
            htmlType="submit"
            loading={change.isPending}
            disabled={review.finished || !isReady(setup)}
          >
            {t('setup.save')}
          </Button>
          <Button
            disabled={review.closed}
            onClick={() =>
              modal.confirm({
                title: t('close.title'),
                content: t('close.what'),
                okText: t('close.do'),
                cancelText: t('action.cancel'),
                onOk: () => close.mutateAsync(),
              })
            }
          >
            {t('close.do')}
          </Button>
          <Button
            danger
            onClick={() =>
              modal.confirm({
                title: t('delete.title', { name: review.name }),
                content: t('delete.what', { count: review.size }),
                okText: t('delete.do'),
                okButtonProps: { danger: true },
                cancelText: t('action.cancel'),
                onOk: async () => {
                  await navigate({ to: '/research/reviews' });
                  await remove.mutateAsync();
                },
              })
            }
          >
            {t('delete.do')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
