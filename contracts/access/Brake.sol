// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IControllers} from "../settlement/interfaces/IControllers.sol";
import {ICouponLedger, SeriesTerms} from "../settlement/interfaces/ICouponLedger.sol";
import {BrakeDomain, IBrake, Product} from "./interfaces/IBrake.sol";

/// @title Brake
/// @notice One switch for trading and new risk, with a domain for everything, a product, an issuer, a series and an account.
contract Brake is IBrake, AccessManaged {
    /// @dev In force while `until` is in the future; the rest is counted from `until`, which a release brings forward.
    struct Entry {
        uint48 until;
        address by;
        bytes32 incident;
    }

    uint48 private constant HOLD = 72 hours;
    uint48 private constant BRIEF_HOLD = 1 hours;
    uint48 private constant REST = 7 days;

    /// @inheritdoc IBrake
    address public core;

    mapping(uint8 domain => mapping(uint256 key => Entry entry)) private _entries;
    /// @dev The sentinel's, apart, so that they never bind the guardian.
    mapping(uint8 domain => mapping(uint256 key => Entry entry)) private _briefEntries;
    mapping(bytes32 incidentOfDomain => bool used) private _usedIncidents;

    constructor(address authority_) AccessManaged(authority_) {}

    // ------------------------------------------------------------------------------------------------- guardian, sentinel, council

    /// @inheritdoc IBrake
    function set(uint8 domain, uint256 key, bytes32 incident) external restricted {
        _requireValid(domain, key);
        _requireFree(_entries[domain][key], domain, key);
        _requireContainersRested(domain, key);
        _useIncident(domain, key, incident, HOLD);
        _start(_entries, domain, key, HOLD, incident);
    }

    /// @inheritdoc IBrake
    function setBriefly(uint8 domain, uint256 key, bytes32 incident) external restricted {
        require(domain == BrakeDomain.SERIES || domain == BrakeDomain.ACCOUNT, Brake_BadDomain(domain, key));
        _requireValid(domain, key);
        _requireFree(_entries[domain][key], domain, key);
        _requireFree(_briefEntries[domain][key], domain, key);
        _requireContainersRested(domain, key);
        _useIncident(domain, key, incident, BRIEF_HOLD);
        _start(_briefEntries, domain, key, BRIEF_HOLD, incident);
    }

    /// @inheritdoc IBrake
    function renew(uint8 domain, uint256 key) external restricted {
        Entry memory entry = _latest(domain, key);
        require(entry.until > block.timestamp, Brake_NotSet(domain, key));
        require(entry.by != msg.sender, Brake_SameHolder(msg.sender));
        entry.until = _now() + HOLD;
        _entries[domain][key] = entry;
        emit BrakeRenewed(domain, key, msg.sender, entry.until);
    }

    /// @inheritdoc IBrake
    function release(uint8 domain, uint256 key) external restricted {
        require(isBraked(domain, key), Brake_NotSet(domain, key));
        _end(_entries[domain][key]);
        _end(_briefEntries[domain][key]);
        emit BrakeReleased(domain, key, msg.sender);
        _setHint(domain, key, false);
    }

    // ----------------------------------------------------------------------------------------------------------------------- anyone

    /// @inheritdoc IBrake
    function clearHint(uint8 domain, uint256 key) external {
        _requireValid(domain, key);
        require(core != address(0), Brake_NoCore());
        uint48 until = _latest(domain, key).until;
        require(until <= block.timestamp, Brake_StillSet(domain, key, until));
        emit BrakeHintCleared(domain, key);
        _setHint(domain, key, false);
    }

    // ------------------------------------------------------------------------------------------------------------------------ admin

    /// @inheritdoc IBrake
    function connectCore(address core_) external restricted {
        require(core_ != address(0), Brake_ZeroCore());
        require(core == address(0), Brake_CoreAlreadyConnected(core));
        core = core_;
        emit CoreConnected(core_);
    }

    // ------------------------------------------------------------------------------------------------------------------------ views

    /// @inheritdoc IBrake
    function isBraked(uint8 domain, uint256 key) public view returns (bool) {
        return _entries[domain][key].until > block.timestamp || _briefEntries[domain][key].until > block.timestamp;
    }

    /// @inheritdoc IBrake
    function isProductBraked(uint256 product) external view returns (bool) {
        // Neither domain can be braked briefly.
        return _entries[BrakeDomain.ALL][0].until > block.timestamp || _entries[BrakeDomain.PRODUCT][product].until > block.timestamp;
    }

    /// @inheritdoc IBrake
    function entryOf(uint8 domain, uint256 key) external view returns (uint48 until, address by, bytes32 incident, uint48 restsUntil) {
        Entry memory entry = _latest(domain, key);
        return (entry.until, entry.by, entry.incident, entry.until == 0 ? 0 : entry.until + REST);
    }

    // ---------------------------------------------------------------------------------------------------------------------- private

    function _start(
        mapping(uint8 domain => mapping(uint256 key => Entry entry)) storage entries,
        uint8 domain,
        uint256 key,
        uint48 hold,
        bytes32 incident
    ) private {
        uint48 until = _now() + hold;
        entries[domain][key] = Entry(until, msg.sender, incident);
        emit BrakeSet(domain, key, msg.sender, until, incident);
        _setHint(domain, key, true);
    }

    function _end(Entry storage entry) private {
        if (entry.until > block.timestamp) entry.until = _now();
    }

    /// @dev The sentinel's incidents are counted apart as well: it must not use up the guardian's.
    function _useIncident(uint8 domain, uint256 key, bytes32 incident, uint48 hold) private {
        require(incident != 0, Brake_ZeroIncident());
        bytes32 use = keccak256(abi.encode(domain, key, incident, hold));
        require(!_usedIncidents[use], Brake_IncidentUsed(domain, key, incident));
        _usedIncidents[use] = true;
    }

    function _setHint(uint8 domain, uint256 key, bool on) private {
        if (core != address(0)) IControllers(core).setBrakeHint(domain, key, on);
    }

    function _latest(uint8 domain, uint256 key) private view returns (Entry memory) {
        Entry memory entry = _entries[domain][key];
        Entry memory briefEntry = _briefEntries[domain][key];
        return briefEntry.until > entry.until ? briefEntry : entry;
    }

    function _requireFree(Entry storage entry, uint8 domain, uint256 key) private view {
        uint48 until = entry.until;
        if (until == 0) return;
        require(until <= block.timestamp, Brake_AlreadySet(domain, key, until));
        require(until + REST <= block.timestamp, Brake_Resting(domain, key, until + REST));
    }

    function _requireContainersRested(uint8 domain, uint256 key) private view {
        if (domain == BrakeDomain.ALL) return;
        _requireRested(BrakeDomain.ALL, 0);
        if (domain != BrakeDomain.ISSUER && domain != BrakeDomain.SERIES) return;
        _requireRested(BrakeDomain.PRODUCT, Product.COUPON_MARKET);
        if (domain == BrakeDomain.ISSUER || core == address(0)) return;
        (SeriesTerms memory terms, , , ) = ICouponLedger(core).seriesOf(uint32(key));
        _requireRested(BrakeDomain.ISSUER, uint160(terms.issuer));
    }

    function _requireRested(uint8 domain, uint256 key) private view {
        uint48 until = _entries[domain][key].until;
        require(until == 0 || until + REST <= block.timestamp, Brake_Resting(domain, key, until + REST));
    }

    function _requireValid(uint8 domain, uint256 key) private pure {
        bool isValid =
            domain == BrakeDomain.ALL
                ? key == 0
                : domain == BrakeDomain.SERIES
                    ? key != 0 && key <= type(uint32).max
                    : domain == BrakeDomain.PRODUCT
                        ? key != 0
                        : domain <= BrakeDomain.ACCOUNT && key != 0 && key <= type(uint160).max;
        require(isValid, Brake_BadDomain(domain, key));
    }

    function _now() private view returns (uint48) {
        return uint48(block.timestamp);
    }
}
