import { BellOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Badge, Button, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '@/app/shell/NoticesMenu.module.css';
import { NoticeList } from '@/components/NoticeList';
import { api, data } from '@/lib/api/client';
import { noticesQuery } from '@/lib/notices';

const SHOWN = 12;

/** What happened that concerns me. Opened, it counts as read. */
export function NoticesMenu() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState(false);
  const { data: told } = useQuery(noticesQuery);
  const unread = told?.unread ?? 0;
  const read = useMutation({
    mutationFn: (id: number) => data(api.POST('/api/notices/read', { body: { id } })),
  });
  const change = (next: boolean) => {
    setOpen(next);
    const newest = told?.notices[0];
    if (next && newest && unread > 0) read.mutate(newest.id);
    // New ones stay marked while one looks.
    if (!next) void queryClient.invalidateQueries({ queryKey: noticesQuery.queryKey });
  };
  return (
    <Popover
      open={open}
      onOpenChange={change}
      trigger="click"
      placement="bottomRight"
      title={t('notices.title')}
      content={
        <div className={styles.popover}>
          <NoticeList most={SHOWN} onGo={() => change(false)} />
          <Link to="/security" search={{ tab: 'notices' }} onClick={() => change(false)}>
            {t('notices.all')}
          </Link>
        </div>
      }
    >
      <Badge count={unread} size="small" offset={[-6, 6]}>
        <Button
          type="text"
          icon={<BellOutlined aria-hidden />}
          aria-label={t('notices.button', { count: unread })}
          aria-expanded={open}
        />
      </Badge>
    </Popover>
  );
}
