// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IControllers, ProfileIdentity} from "../settlement/interfaces/IControllers.sol";
import {AccountState} from "../settlement/types/Status.sol";
import {IIdentityRegistry} from "./interfaces/IIdentityRegistry.sol";
import {IMarketMakerDeposits} from "./interfaces/IMarketMakerDeposits.sol";
import {MarketMakerState} from "./types/MarketMakerState.sol";

/// @title Identity registry
/// @notice What the platform knows about an account, in one slot. With a core connected, every change is written there as well.
contract IdentityRegistry is IIdentityRegistry, AccessManaged {
    /// @dev One slot.
    struct Record {
        uint8 level;
        uint8 state;
        uint8 stateBeforeFreeze;
        bool sanctioned;
        bool accredited;
        uint8 marketMakerState;
        uint16 marketMakerSinceDay;
        uint16 kycExpiryDay;
        uint16 jurisdiction;
        address frozenBy;
    }

    uint8 private constant MAX_LEVEL = 3;
    /// @dev ISO 3166-1 numeric codes have three digits.
    uint16 private constant MAX_JURISDICTION = 999;

    /// @dev A stolen key of the market watch stops at most so many makers until the next UTC day; each is lifted by the reviewer.
    uint8 private constant MAX_AUTOMATIC_SUSPENSIONS = 3;

    /// @inheritdoc IIdentityRegistry
    address public core;
    /// @inheritdoc IIdentityRegistry
    address public deposits;
    uint32 private _automaticDay;
    uint8 private _automaticSuspensions;

    mapping(address account => Record record) private _records;

    constructor(address authority_) AccessManaged(authority_) {}

    // ------------------------------------------------------------------------------------------------------------------- compliance

    /// @inheritdoc IIdentityRegistry
    function setIdentity(
        address account,
        uint8 level,
        uint16 kycExpiryDay,
        uint16 jurisdiction,
        bool accredited,
        bool marketMaker
    ) external restricted {
        require(level <= MAX_LEVEL, Identity_BadLevel(level));
        require(jurisdiction <= MAX_JURISDICTION, Identity_BadJurisdiction(jurisdiction));
        require(!marketMaker || level == MAX_LEVEL, Identity_MarketMakerLevel(level));
        Record storage record = _recordOf(account);
        uint8 makerState = record.marketMakerState;
        require(!marketMaker || makerState != MarketMakerState.TERMINATED, Identity_MarketMakerTerminated(account));
        record.level = level;
        record.kycExpiryDay = kycExpiryDay;
        record.jurisdiction = jurisdiction;
        record.accredited = accredited;
        emit IdentitySet(account, level, kycExpiryDay, jurisdiction, accredited, marketMaker);
        // A suspension outlives every other change of the identity; only the reviewer lifts it.
        if (marketMaker && makerState == MarketMakerState.NONE) _setMarketMaker(account, MarketMakerState.ACTIVE, 0);
        if (!marketMaker && makerState == MarketMakerState.ACTIVE) _setMarketMaker(account, MarketMakerState.NONE, 0);
        _writeProfile(account);
    }

    /// @inheritdoc IIdentityRegistry
    function setState(address account, uint8 state) external restricted {
        bool isSettable = state == AccountState.ACTIVE || state == AccountState.RESTRICTED || state == AccountState.CLOSED;
        require(isSettable, Identity_BadState(state));
        Record storage record = _recordOf(account);
        require(record.state != AccountState.FROZEN, Identity_AlreadyFrozen(account));
        record.state = state;
        emit AccountStateSet(account, state, msg.sender);
        _writeProfile(account);
    }

    /// @inheritdoc IIdentityRegistry
    function setSanctioned(address account, bool sanctioned) external restricted {
        _recordOf(account).sanctioned = sanctioned;
        emit SanctionSet(account, sanctioned, msg.sender);
        _writeProfile(account);
    }

    /// @inheritdoc IIdentityRegistry
    function freeze(address account, bytes32 caseHash) external restricted {
        require(caseHash != 0, Identity_ZeroCase());
        Record storage record = _recordOf(account);
        require(record.state != AccountState.FROZEN, Identity_AlreadyFrozen(account));
        record.stateBeforeFreeze = record.state;
        record.state = AccountState.FROZEN;
        record.frozenBy = msg.sender;
        emit AccountFrozen(account, caseHash, msg.sender);
        emit AccountStateSet(account, AccountState.FROZEN, msg.sender);
        _writeProfile(account);
    }

    /// @inheritdoc IIdentityRegistry
    function unfreeze(address account, bytes32 caseHash) external restricted {
        require(caseHash != 0, Identity_ZeroCase());
        Record storage record = _recordOf(account);
        require(record.state == AccountState.FROZEN, Identity_NotFrozen(account));
        require(record.frozenBy != msg.sender, Identity_SameHolder(msg.sender));
        uint8 state = record.stateBeforeFreeze;
        record.state = state;
        record.frozenBy = address(0);
        emit AccountUnfrozen(account, caseHash, msg.sender);
        emit AccountStateSet(account, state, msg.sender);
        _writeProfile(account);
    }

    // ----------------------------------------------------------------------------------------------- compliance: market makers (TRD-6)

    /// @inheritdoc IIdentityRegistry
    function suspendMarketMaker(address account, bytes32 reportHash) external restricted {
        _suspend(account, reportHash);
    }

    /// @inheritdoc IIdentityRegistry
    function suspendMarketMakerAutomatically(address account, bytes32 reportHash) external restricted {
        // Days since 1970 fit 32 bits.
        uint32 day = uint32(block.timestamp / 1 days);
        uint8 before = day == _automaticDay ? _automaticSuspensions : 0;
        require(before < MAX_AUTOMATIC_SUSPENSIONS, Identity_TooManySuspensions(MAX_AUTOMATIC_SUSPENSIONS));
        (_automaticDay, _automaticSuspensions) = (day, before + 1);
        _suspend(account, reportHash);
    }

    /// @inheritdoc IIdentityRegistry
    function reinstateMarketMaker(address account, bytes32 reportHash) external restricted {
        require(reportHash != 0, Identity_ZeroReport());
        Record storage record = _recordOf(account);
        uint8 makerState = record.marketMakerState;
        require(makerState == MarketMakerState.SUSPENDED, Identity_MarketMakerState(account, makerState));
        require(record.level == MAX_LEVEL, Identity_MarketMakerLevel(record.level));
        _setMarketMaker(account, MarketMakerState.ACTIVE, reportHash);
        _writeProfile(account);
    }

    /// @inheritdoc IIdentityRegistry
    function terminateMarketMaker(address account, bytes32 reportHash) external restricted {
        require(reportHash != 0, Identity_ZeroReport());
        uint8 makerState = _recordOf(account).marketMakerState;
        bool isMaker = makerState == MarketMakerState.ACTIVE || makerState == MarketMakerState.SUSPENDED;
        require(isMaker, Identity_MarketMakerState(account, makerState));
        _setMarketMaker(account, MarketMakerState.TERMINATED, reportHash);
        _writeProfile(account);
    }

    // ---------------------------------------------------------------------------------------------------------------- admin, anyone

    /// @inheritdoc IIdentityRegistry
    function connectCore(address core_) external restricted {
        require(core_ != address(0), Identity_ZeroCore());
        require(core == address(0), Identity_CoreAlreadyConnected(core));
        core = core_;
        emit CoreConnected(core_);
    }

    /// @inheritdoc IIdentityRegistry
    function connectDeposits(address deposits_) external restricted {
        require(deposits_ != address(0), Identity_ZeroDeposits());
        require(deposits == address(0), Identity_DepositsAlreadyConnected(deposits));
        deposits = deposits_;
        emit DepositsConnected(deposits_);
    }

    /// @inheritdoc IIdentityRegistry
    function pushProfile(address account) external {
        require(core != address(0), Identity_NoCore());
        _writeProfile(account);
    }

    // ------------------------------------------------------------------------------------------------------------------------ views

    /// @inheritdoc IIdentityRegistry
    function identityOf(address account) public view returns (ProfileIdentity memory) {
        Record memory record = _records[account];
        return
            ProfileIdentity({
                level: record.level,
                state: record.state,
                sanctioned: record.sanctioned,
                kycExpiryDay: record.kycExpiryDay,
                jurisdiction: record.jurisdiction,
                accredited: record.accredited,
                marketMaker: record.marketMakerState == MarketMakerState.ACTIVE
            });
    }

    /// @inheritdoc IIdentityRegistry
    function marketMakerStateOf(address account) external view returns (uint8) {
        return _records[account].marketMakerState;
    }

    /// @inheritdoc IIdentityRegistry
    function marketMakerSinceDayOf(address account) external view returns (uint16) {
        return _records[account].marketMakerSinceDay;
    }

    /// @inheritdoc IIdentityRegistry
    function isFrozen(address account) external view returns (bool) {
        return _records[account].state == AccountState.FROZEN;
    }

    // ---------------------------------------------------------------------------------------------------------------------- private

    function _recordOf(address account) private view returns (Record storage) {
        require(account != address(0), Identity_ZeroAccount());
        return _records[account];
    }

    function _suspend(address account, bytes32 reportHash) private {
        require(reportHash != 0, Identity_ZeroReport());
        uint8 makerState = _recordOf(account).marketMakerState;
        require(makerState == MarketMakerState.ACTIVE, Identity_MarketMakerState(account, makerState));
        _setMarketMaker(account, MarketMakerState.SUSPENDED, reportHash);
        _writeProfile(account);
    }

    /// @dev Nobody becomes active without the deposit where one is asked for.
    function _setMarketMaker(address account, uint8 state, bytes32 reportHash) private {
        Record storage record = _records[account];
        record.marketMakerState = state;
        // Days since 1970 fit 16 bits until 2149.
        record.marketMakerSinceDay = uint16(block.timestamp / 1 days);
        emit MarketMakerStateSet(account, state, reportHash, msg.sender);
        if (state == MarketMakerState.ACTIVE && deposits != address(0)) IMarketMakerDeposits(deposits).admit(account);
    }

    function _writeProfile(address account) private {
        if (core != address(0)) IControllers(core).setProfile(account, identityOf(account));
    }
}
