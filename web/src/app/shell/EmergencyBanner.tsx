import { AlertFilled } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '@/app/shell/EmergencyBanner.module.css';
import { api, data } from '@/lib/api/client';
import { instant } from '@/lib/format/dates';
import { useFormat } from '@/lib/format/useFormat';
import { type Emergency, useMe } from '@/lib/session/me';
import { useReadAnew } from '@/lib/session/useReadAnew';

const LOOKED_EVERY = 15_000;

/** Says that an emergency has opened one patient's records here, until when, and ends it. */
export function EmergencyBanner() {
  const { emergency } = useMe();
  return emergency && <Banner emergency={emergency} />;
}

function Banner({ emergency }: { emergency: Emergency }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const format = useFormat();
  const readAnew = useReadAnew();
  const end = useMutation({
    mutationFn: () => data(api.DELETE('/api/auth/break-glass')),
    onSuccess: readAnew,
    onError: (error) => message.error(error.message || t('failure.unexpected')),
  });
  useEffect(() => {
    const ends = instant(emergency.ends_at).getTime();
    // When its time is over, what is on the screen goes with it.
    const timer = setInterval(() => Date.now() > ends && void readAnew(), LOOKED_EVERY);
    return () => clearInterval(timer);
  }, [emergency.ends_at, readAnew]);
  return (
    <div className={styles.banner} role="status">
      <AlertFilled aria-hidden />
      <span className={styles.words}>
        {t('emergency.stands', { person: emergency.person_id, until: format.dateTime(emergency.ends_at) })}
      </span>
      <Button size="small" onClick={() => end.mutate()} loading={end.isPending}>
        {t('emergency.end')}
      </Button>
    </div>
  );
}
