// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Batches
/// @notice Settles matched orders: `settle(bytes)` reads one packed batch, skips bad trades with a code and reverts only
/// when the batch itself is malformed or unauthorised.
///
/// Batch layout (big endian, nothing between the parts, nothing after the last):
///
///     header   batchNo u64 | journalHead bytes32 | nAccounts u16 | nSeries u8 | nOrders u16 | nTrades u16      47 bytes
///     accounts address                                strictly ascending                                       20 each
///     series   u32                                    strictly ascending                                        4 each
///     orders   form u8 | account index u16 | series index u8 | flags u16 | price u48 | quantity u32 | lane u8 |
///              seq u32 | expiry u40 | maxFeeBps u16 | minResalesLeft u8 | position u48 | r bytes32 | vs bytes32
///              [unitId u64 if form & 1] [P-256 x bytes32, y bytes32 if form & 2]                               99 each
///              strictly ascending by (account index, lane, seq); `position` is the order's place in the journal
///     trades   buy order index u16 | sell order index u16 | info u8 | [serial u32 per unit, secondary sales only] 5 + 4n
///              info bit 0: the taker is the seller; bits 1..7: units, 1..100; serials strictly ascending (oldest first)
///
/// `vs` is the compact signature of EIP-2098 for secp256k1 keys and plain `s` for P-256 keys.
///
/// Record layout in `BatchSettled.records`, three words per trade and, for a filled secondary sale of n > 1 units, ceil((n - 1) / 8)
/// more, eight serials each from the high bits down (most significant field first):
///
///     word 0   buyer 160 | code 8 | info 8 | buy lane 8 | buy seq 32 | units 8 | 0 (32)
///     word 1   seller 160 | sell lane 8 | sell seq 32 | buy fee bps 16 | sell fee bps 16 | 0 (24)
///     word 2   series 32 | price 48 | buy position 48 | sell position 48 | first serial 32 | 0 (48)
///
///     info     bit 0 taker is the seller, bit 1 primary sale, bit 2 buyer takes to wallet,
///              bits 3 and 4 the failing side (1 buy, 2 sell, 3 both), bit 5 caused by an earlier skip of this batch
///
/// A primary sale mints consecutive serials from `first serial`. Per unit the buyer pays price + floor(price * bps / 10,000),
/// a secondary seller receives price - floor(price * bps / 10,000), a primary sale is held with its fees. A skipped trade has no fee rates and no
/// serial, its units and price are those it would have had.
/// @dev Invariant: the sum of account cash, held money and accrued fees is unchanged by `settle`.
interface IBatches {
    /// @notice A batch was settled; `records` tells every fill and every skip.
    event BatchSettled(uint64 indexed batchNo, bytes32 journalHead, bytes32[] records);
    /// @notice The operator is alive.
    event HeartbeatRecorded(uint48 recordedAt);
    /// @notice The operator has been silent for 24 hours; anyone may settle open orders from now on.
    event SilenceDeclared(address indexed by, uint48 recordedAt);
    /// @notice The operator is back; its own settling resumes and open settling ends at `from`.
    event NormalNoticed(uint48 from);
    event FeesSet(uint16 takerBps, uint16 makerBps, uint16 issuerCapBps);
    event OperatorSet(address indexed operator);
    event CoSignerSet(address indexed coSigner);
    event FeesCollected(address indexed to, uint64 amount);

    error Settlement_NotOperator(address caller);
    error Settlement_BatchOutOfOrder(uint64 expected, uint64 actual);
    error Settlement_AccountsUnsorted(uint256 index);
    error Settlement_SeriesUnsorted(uint256 index);
    error Settlement_OrdersUnsorted(uint256 index);
    /// @notice The batch cannot be read at this byte offset (truncated, trailing bytes, an index or lane out of range, sequence zero, zero
    /// units, serials not ascending).
    error Settlement_Malformed(uint256 offset);
    /// @notice The batch would touch the brake's `all` or `product` domain.
    error Settlement_Braked();
    error Settlement_NotSilent(uint256 silentFrom);
    error Settlement_AlreadySilent(uint48 since);
    error Settlement_NoticeTooShort(uint48 from, uint256 earliest);
    error Settlement_FeeAboveConstant(uint16 bps, uint16 max);

    /// @notice Settles one batch. Callable by the operator; after `declareSilent` by anyone under the open rules, where a batch takes
    /// the next number whatever number it says.
    /// @return records What `BatchSettled` logs, so that a simulation sees every outcome.
    function settle(bytes calldata batch) external returns (bytes32[] memory records);

    /// @notice Operator: proves to be alive without a batch.
    function heartbeat() external;
    /// @notice Anyone, 24 hours after the last heartbeat.
    function declareSilent() external;
    /// @notice Operator, while silence is declared.
    /// @param from When normal settling resumes, at least an hour ahead.
    function noticeNormal(uint48 from) external;

    /// @notice Admin: rates for every later trade; bounded by constants (taker 100, maker 50, issuer 300 bps).
    function setFees(uint16 takerBps, uint16 makerBps, uint16 issuerCapBps) external;
    function setOperator(address operator) external;
    function setCoSigner(address coSigner) external;
    /// @notice Treasurer: moves accrued fees to an account inside the core.
    function collectFees(address to, uint64 amount) external;

    function batchState()
        external
        view
        returns (
            uint64 batchNo,
            uint48 heartbeatAt,
            uint48 silentSince,
            uint48 normalFrom,
            uint16 takerBps,
            uint16 makerBps,
            uint16 issuerCapBps
        );
    function operator() external view returns (address);
    function coSigner() external view returns (address);
    function accruedFees() external view returns (uint64);
}
