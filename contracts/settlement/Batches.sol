// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IBatches} from "./interfaces/IBatches.sol";
import {ICashAccounts} from "./interfaces/ICashAccounts.sol";
import {Batch} from "./libraries/Batch.sol";
import {BatchWord} from "./libraries/BatchWord.sol";
import {OperatorWord} from "./libraries/OperatorWord.sol";
import {RecordWriter} from "./libraries/RecordWriter.sol";
import {Trades} from "./Trades.sol";

/// @title Batches
/// @notice Who settles, in which order, at which rates; and what happens when the operator falls silent.
abstract contract Batches is IBatches, Trades {
    uint256 internal constant SILENCE = 24 hours;
    uint256 internal constant NOTICE = 1 hours;
    uint16 internal constant MAX_TAKER_BPS = 100;
    uint16 internal constant MAX_MAKER_BPS = 50;
    uint16 internal constant MAX_ISSUER_BPS = 300;

    uint256 private constant HEADER_BYTES = 47;

    modifier onlyOperator() {
        require(msg.sender == _operator.operator(), Settlement_NotOperator(msg.sender));
        _;
    }

    /// @dev The heartbeat starts at deployment, so that silence is counted from there.
    constructor() {
        _batch = _batch.withHeartbeatAt(uint48(block.timestamp)).withTakerBps(50).withMakerBps(10).withIssuerCapBps(MAX_ISSUER_BPS);
    }

    /*//////////////////////////////////////////////////////////////
                                SETTLING
    //////////////////////////////////////////////////////////////*/

    /// @inheritdoc IBatches
    function settle(bytes calldata data) external returns (bytes32[] memory) {
        Batch memory batch = _openBatch(data);
        _readAccounts(batch);
        _readSeries(batch);
        _readOrders(batch);
        (uint256 first, uint256 end, uint256 earned) = _settleTrades(batch);
        _writeBack(batch, earned);
        RecordWriter.logAndReturn(first, end, batch.state.batchNo());
    }

    /// @dev Checks who calls and that this is the next batch; counts it.
    function _openBatch(bytes calldata data) private returns (Batch memory batch) {
        require(data.length >= HEADER_BYTES, Settlement_Malformed(data.length));
        uint256 start;
        assembly ("memory-safe") {
            start := data.offset
        }
        uint256 first = _calldataWord(start);
        uint256 counts = _calldataWord(start + 40) >> 200;
        batch.start = start;
        batch.cursor = start + HEADER_BYTES;
        batch.end = start + data.length;
        batch.journalHead = bytes32(_calldataWord(start + 8));
        batch.accountCount = counts >> 40;
        batch.seriesCount = uint8(counts >> 32);
        batch.orderCount = uint16(counts >> 16);
        batch.tradeCount = uint16(counts);
        batch.domainSeparator = _domainSeparatorV4();
        batch.today = block.timestamp / 1 days;

        BatchWord state = _batch;
        OperatorWord operator_ = _operator;
        batch.operator = operator_;
        uint64 batchNo = uint64(first >> 192);
        if (_isSilent(state)) {
            batch.openCaller = uint160(msg.sender);
            // Whatever it says, or an empty batch sent in front would spoil everybody's own.
            batchNo = state.batchNo() + 1;
        } else {
            require(msg.sender == operator_.operator(), Settlement_NotOperator(msg.sender));
            state = state.withHeartbeatAt(uint48(block.timestamp)).withSilentSince(0).withNormalFrom(0);
        }
        require(batchNo == uint256(state.batchNo()) + 1, Settlement_BatchOutOfOrder(state.batchNo() + 1, batchNo));
        require(operator_.isClear() || !BRAKE.isProductBraked(PRODUCT), Settlement_Braked());
        state = state.withBatchNo(batchNo);
        _batch = state;
        batch.state = state;
        batch.takerBps = state.takerBps();
        batch.makerBps = state.makerBps();
    }

    /*//////////////////////////////////////////////////////////////
                                 SILENCE
    //////////////////////////////////////////////////////////////*/

    /// @inheritdoc IBatches
    function heartbeat() external onlyOperator {
        _batch = _batch.withHeartbeatAt(uint48(block.timestamp));
        emit HeartbeatRecorded(uint48(block.timestamp));
    }

    /// @inheritdoc IBatches
    function declareSilent() external {
        BatchWord state = _batch;
        require(!_isSilent(state), Settlement_AlreadySilent(state.silentSince()));
        uint256 silentFrom = uint256(state.heartbeatAt()) + SILENCE;
        require(block.timestamp >= silentFrom, Settlement_NotSilent(silentFrom));
        _batch = state.withSilentSince(uint48(block.timestamp)).withNormalFrom(0);
        emit SilenceDeclared(msg.sender, uint48(block.timestamp));
    }

    /// @inheritdoc IBatches
    function noticeNormal(uint48 from) external onlyOperator {
        BatchWord state = _batch;
        require(_isSilent(state), Settlement_NotSilent(uint256(state.heartbeatAt()) + SILENCE));
        uint256 earliest = block.timestamp + NOTICE;
        require(from >= earliest, Settlement_NoticeTooShort(from, earliest));
        _batch = state.withNormalFrom(from).withHeartbeatAt(uint48(block.timestamp));
        emit NormalNoticed(from);
    }

    function _isSilent(BatchWord state) private view returns (bool) {
        return state.silentSince() != 0 && (state.normalFrom() == 0 || block.timestamp < state.normalFrom());
    }

    /*//////////////////////////////////////////////////////////////
                             ADMINISTRATION
    //////////////////////////////////////////////////////////////*/

    /// @inheritdoc IBatches
    function setFees(uint16 takerBps, uint16 makerBps, uint16 issuerCapBps) external restricted {
        require(takerBps <= MAX_TAKER_BPS, Settlement_FeeAboveConstant(takerBps, MAX_TAKER_BPS));
        require(makerBps <= MAX_MAKER_BPS, Settlement_FeeAboveConstant(makerBps, MAX_MAKER_BPS));
        require(issuerCapBps <= MAX_ISSUER_BPS, Settlement_FeeAboveConstant(issuerCapBps, MAX_ISSUER_BPS));
        _batch = _batch.withTakerBps(takerBps).withMakerBps(makerBps).withIssuerCapBps(issuerCapBps);
        emit FeesSet(takerBps, makerBps, issuerCapBps);
    }

    /// @inheritdoc IBatches
    function setOperator(address newOperator) external restricted {
        _operator = _operator.withOperator(newOperator);
        emit OperatorSet(newOperator);
    }

    /// @inheritdoc IBatches
    function setCoSigner(address newCoSigner) external restricted {
        _coSigner = newCoSigner;
        emit CoSignerSet(newCoSigner);
    }

    /// @inheritdoc IBatches
    function collectFees(address to, uint64 amount) external restricted {
        uint64 accrued = _operator.accrued();
        require(amount > 0, ICashAccounts.Cash_ZeroAmount());
        require(amount <= accrued, ICashAccounts.Cash_Insufficient(address(this), accrued, amount));
        _operator = _operator.withAccrued(accrued - amount);
        _accounts[to] = _accounts[to].withCash(_accounts[to].cash() + amount);
        emit FeesCollected(to, amount);
    }

    /*//////////////////////////////////////////////////////////////
                                  VIEWS
    //////////////////////////////////////////////////////////////*/

    /// @inheritdoc IBatches
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
        )
    {
        BatchWord state = _batch;
        batchNo = state.batchNo();
        heartbeatAt = state.heartbeatAt();
        silentSince = state.silentSince();
        normalFrom = state.normalFrom();
        takerBps = state.takerBps();
        makerBps = state.makerBps();
        issuerCapBps = state.issuerCapBps();
    }

    /// @inheritdoc IBatches
    function operator() external view returns (address) {
        return _operator.operator();
    }

    /// @inheritdoc IBatches
    function coSigner() external view returns (address) {
        return _coSigner;
    }

    /// @inheritdoc IBatches
    function accruedFees() external view returns (uint64) {
        return _operator.accrued();
    }
}
