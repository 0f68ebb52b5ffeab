import { Form, type FormInstance, Modal } from 'antd';
import type { ReactNode } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';

interface Props<Fields> {
  title: string;
  /** The button that sends: a verb. */
  okText: string;
  /** What is sent takes something away. */
  danger?: boolean;
  width?: number;
  /** Above the fields. */
  note?: ReactNode;
  /** Below them, and below what went wrong. */
  after?: ReactNode;
  form: FormInstance<Fields>;
  initialValues?: Partial<Fields>;
  validateTrigger?: 'onBlur';
  /** Also fields that are not shown now are sent. */
  hiddenToo?: boolean;
  /** The mutation that sends; it closes the dialog when it has. */
  send: { mutate: (fields: Fields) => void; isPending: boolean; error: unknown };
  onClose: () => void;
  children: ReactNode;
}

/** A form in a dialog: what failed is said below the fields, and what was typed stays. */
export function FormDialog<Fields extends object>(props: Props<Fields>) {
  const { form, send, onClose } = props;
  return (
    <Modal
      open
      title={props.title}
      width={props.width}
      okText={props.okText}
      okButtonProps={{ danger: props.danger }}
      confirmLoading={send.isPending}
      onCancel={onClose}
      onOk={form.submit}
    >
      {props.note}
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        validateTrigger={props.validateTrigger}
        initialValues={props.initialValues}
        onFinish={(fields) => send.mutate(props.hiddenToo ? form.getFieldsValue(true) : fields)}
      >
        {props.children}
      </Form>
      {send.error ? <ErrorNotice error={send.error} compact /> : null}
      {props.after}
    </Modal>
  );
}
