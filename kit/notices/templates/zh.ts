import type { Templates } from '../render.ts'

/** Notices in Chinese; what is said of the English ones holds here too. */
export const zh: Templates = {
  'order.settled': ({ side, units, series, price, fee }) => ({
    title: side === 'buy' ? '买入成交' : '卖出成交',
    text: `您已${side === 'buy' ? '买入' : '卖出'}系列 ${series} 的券 ${units} 张，单价 ${price}，手续费 ${fee}。`,
  }),
  'order.skipped': ({ side, units, series, price, reason }) => ({
    title: '一笔成交未结算',
    text: `您以 ${price} ${side === 'buy' ? '买入' : '卖出'}系列 ${series} 的 ${units} 张券未能结算（${reason}），未产生任何付款。`,
  }),
  'order.lane_cancelled': ({ lane }) => ({ title: '订单已撤销', text: `您在通道 ${lane} 的未成交订单已在链上撤销。` }),
  'order.all_cancelled': () => ({ title: '全部订单已撤销', text: '您的全部未成交订单已在链上撤销。' }),
  'intent.executed': ({ action, orderNumber }) => ({
    title: '已完成',
    text: `${action} 已执行。订单号：${orderNumber}。`,
  }),
  'intent.failed': ({ action, orderNumber, reason }) => ({
    title: '未能执行',
    text: `${action} 未能执行（${reason}）。订单号：${orderNumber}。`,
  }),
  'money.deposited': ({ amount }) => ({ title: '充值到账', text: `${amount} 已计入您的余额。` }),
  'money.withdrawn': ({ amount, recipient }) => ({ title: '提现已发出', text: `${amount} 已发送至 ${recipient}。` }),
  'money.received': ({ amount, sender }) => ({ title: '收到款项', text: `您收到来自 ${sender} 的 ${amount}。` }),
  'coupon.redeemed': ({ series }) => ({ title: '券已核销', text: `您的系列 ${series} 的券已核销。` }),
  'coupon.refunded': ({ series, amount }) => ({
    title: '券已退款',
    text: `您的系列 ${series} 的券已退款：${amount}。`,
  }),
  'coupon.recalled': ({ series, amount }) => ({
    title: '券已召回',
    text: `您的系列 ${series} 的券已被召回，并已向您支付 ${amount}。`,
  }),
  'coupon.expiring': ({ units, series, expiresAt }) => ({
    title: '券即将到期',
    text: `您持有的系列 ${series} 的 ${units} 张券可使用至 ${expiresAt}。`,
  }),
  'organisation.approval_needed': ({ organisation, deadlineAt }) => ({
    title: '有待审批的操作',
    text: `机构 ${organisation} 的一项操作等待审批，截止时间为 ${deadlineAt}。`,
  }),
  'organisation.executed': ({ organisation, nonce }) => ({
    title: '操作已执行',
    text: `机构 ${organisation} 的第 ${nonce} 号操作已获批准并执行。`,
  }),
  'security.signed_in': ({ device, method }) => ({
    title: '新的登录',
    text: `您的账户通过 ${method} 在“${device}”上登录。如非本人操作，请立即结束该会话。`,
  }),
  'security.passkey_added': ({ label }) => ({
    title: '新的通行密钥',
    text: `通行密钥“${label}”现在可以登录您的账户。如非本人添加，请立即撤销。`,
  }),
  'security.api_key_added': ({ label }) => ({
    title: '新的 API 密钥',
    text: `已为您的账户登记 API 密钥“${label}”。如非本人登记，请立即撤销。`,
  }),
  'security.trading_key_added': ({ key }) => ({
    title: '新的交易密钥',
    text: `密钥 ${key} 现在可以为您的账户签署订单。如非本人登记，请立即撤销。`,
  }),
  'security.signer_changed': ({ change }) => ({
    title: '账户签名者有变更',
    text: `账户登记合约公布了变更：${change}。如非本人操作，请立即处理。`,
  }),
  'security.exit_requested': ({ maturesAt }) => ({
    title: '已申请退出',
    text: `您的账户已申请退出，自 ${maturesAt} 起可以取出资金。`,
  }),
  'account.frozen': () => ({ title: '账户已冻结', text: '您的账户已被合规部门冻结，案件编号可在账户中查看。' }),
  'account.unfrozen': () => ({ title: '账户已解冻', text: '您的账户已不再冻结。' }),
  'maker.suspension_proposed': ({ days }) => ({
    title: '已提议暂停做市',
    text: `您连续 ${days} 天未履行做市义务，系统已提议暂停您的做市商资格。`,
  }),
  'maker.state_changed': ({ state }) => ({ title: '做市商状态', text: `您的做市商状态现为：${state}。` }),
  'channel.disabled': ({ channel }) => ({
    title: '无法联系到您',
    text: `您的服务商拒收 ${channel} 消息，该渠道已关闭。`,
  }),
  'webhook.disabled': ({ host }) => ({
    title: 'Webhook 已关闭',
    text: `您在 ${host} 的接收地址连续多日失败或拒绝接收，已被关闭。`,
  }),
}
