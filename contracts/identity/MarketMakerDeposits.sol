// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IntentAuthority} from "../account/IntentAuthority.sol";
import {Intents} from "../account/Intents.sol";
import {IntentAuth} from "../account/interfaces/IIntents.sol";
import {IMoneyToken} from "../token/interfaces/IMoneyToken.sol";
import {IIdentityRegistry} from "./interfaces/IIdentityRegistry.sol";
import {IMarketMakerDeposits} from "./interfaces/IMarketMakerDeposits.sol";
import {MarketMakerState} from "./types/MarketMakerState.sol";

/// @title Market makers' deposits
/// @notice Holds the deposits of market makers in one money token.
/// @dev Invariant: the sum of deposits == totalDeposits <= the contract's token balance; the token moves exactly what it is asked to.
contract MarketMakerDeposits is IMarketMakerDeposits, Intents, AccessManaged {
    using SafeERC20 for IMoneyToken;

    /// @dev One slot.
    struct Claim {
        uint64 amount;
        uint40 maturesAt;
    }

    /// @notice Longer than any day's report takes to be made and judged, so that what is owed can be claimed before the money leaves.
    uint40 public constant WITHDRAWAL_DELAY = 7 days;
    /// @notice In which the reviewer may dismiss a claim.
    uint40 public constant CLAIM_DELAY = 24 hours;
    /// @notice The other half is the maker's under all circumstances.
    uint64 public constant MAX_CLAIM_BPS = 5_000;
    /// @dev Room for a token that checks a P-256 wallet without precompile.
    uint32 private constant DEPOSIT_GAS = 450_000;

    bytes32 private constant REQUEST_TYPEHASH = keccak256(
        "RequestMakerWithdrawal(address account,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );
    bytes32 private constant WITHDRAW_TYPEHASH = keccak256(
        "WithdrawMakerDeposit(address account,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );

    IMoneyToken public immutable moneyToken;
    /// @inheritdoc IMarketMakerDeposits
    address public immutable registry;
    /// @inheritdoc IMarketMakerDeposits
    address public immutable beneficiary;

    /// @inheritdoc IMarketMakerDeposits
    uint64 public minimumDeposit;
    /// @inheritdoc IMarketMakerDeposits
    uint256 public totalDeposits;
    /// @inheritdoc IMarketMakerDeposits
    mapping(address maker => uint64 amount) public depositOf;
    /// @inheritdoc IMarketMakerDeposits
    mapping(address maker => uint40 timestamp) public withdrawalMaturesAt;
    /// @inheritdoc IMarketMakerDeposits
    mapping(address maker => Claim claim) public claimOf;

    constructor(
        address authority_,
        address moneyToken_,
        address registry_,
        address beneficiary_,
        address accountRegistry
    ) AccessManaged(authority_) EIP712("Genex Maker Deposits", "1") IntentAuthority(accountRegistry) {
        require(beneficiary_ != address(0), MakerDeposit_ZeroAddress());
        moneyToken = IMoneyToken(moneyToken_);
        registry = registry_;
        beneficiary = beneficiary_;
    }

    // ----------------------------------------------------------------------------------------------------------------------- anyone

    /// @inheritdoc IMarketMakerDeposits
    function depositBySig(
        address maker,
        address from,
        uint64 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 tokenNonce,
        bytes calldata signature
    ) external {
        _authorizeElsewhere(from, DEPOSIT_GAS);
        _deployPayer(from, signature);
        require(maker != address(0), MakerDeposit_ZeroAddress());
        require(amount != 0, MakerDeposit_ZeroAmount());
        bool isNamed = from == maker || address(uint160(uint256(tokenNonce) >> 64)) == maker;
        require(isNamed, MakerDeposit_NonceNotForMaker(maker, tokenNonce));
        depositOf[maker] += amount;
        totalDeposits += amount;
        emit MakerDepositReceived(maker, from, amount);
        moneyToken.receiveWithAuthorization(from, address(this), amount, validAfter, validBefore, tokenNonce, signature);
    }

    /// @inheritdoc IMarketMakerDeposits
    function withdraw(address maker) external {
        _withdraw(maker);
    }

    /// @inheritdoc IMarketMakerDeposits
    function takeClaim(address maker) external {
        Claim memory claim = claimOf[maker];
        require(claim.maturesAt != 0, MakerDeposit_NoClaim(maker));
        require(block.timestamp >= claim.maturesAt, MakerDeposit_NotMatured(maker, claim.maturesAt));
        claimOf[maker].maturesAt = 0;
        depositOf[maker] -= claim.amount;
        totalDeposits -= claim.amount;
        emit MakerClaimTaken(maker, beneficiary, claim.amount);
        moneyToken.safeTransfer(beneficiary, claim.amount);
    }

    // ------------------------------------------------------------------------------------------------------------------------ maker

    /// @inheritdoc IMarketMakerDeposits
    function requestWithdrawal() external {
        _requestWithdrawal(msg.sender);
    }

    /// @inheritdoc IMarketMakerDeposits
    function requestWithdrawalBySig(IntentAuth calldata auth) external {
        _authorize(auth, _structHash(REQUEST_TYPEHASH, auth));
        _requestWithdrawal(auth.account);
    }

    /// @inheritdoc IMarketMakerDeposits
    function withdrawBySig(IntentAuth calldata auth) external {
        _authorize(auth, _structHash(WITHDRAW_TYPEHASH, auth));
        _withdraw(auth.account);
    }

    // --------------------------------------------------------------------------------------------------------- arbitrator, reviewer

    /// @inheritdoc IMarketMakerDeposits
    function openClaim(address maker, uint64 amount, bytes32 reasonHash) external restricted {
        require(amount != 0, MakerDeposit_ZeroAmount());
        require(reasonHash != 0, MakerDeposit_ZeroReason());
        require(_stateOf(maker) == MarketMakerState.TERMINATED, MakerDeposit_NotTerminated(maker));
        require(claimOf[maker].amount == 0, MakerDeposit_ClaimedBefore(maker));
        // Rounded down: the dust stays with the maker. The product is taken in 256 bits.
        uint64 most = uint64((uint256(depositOf[maker]) * MAX_CLAIM_BPS) / 10_000);
        require(amount <= most, MakerDeposit_ClaimTooHigh(maker, amount, most));
        uint40 maturesAt = _now() + CLAIM_DELAY;
        claimOf[maker] = Claim(amount, maturesAt);
        emit MakerClaimOpened(maker, amount, maturesAt, reasonHash, msg.sender);
    }

    /// @inheritdoc IMarketMakerDeposits
    function dismissClaim(address maker, bytes32 reasonHash) external restricted {
        require(reasonHash != 0, MakerDeposit_ZeroReason());
        uint40 maturesAt = claimOf[maker].maturesAt;
        require(maturesAt != 0, MakerDeposit_NoClaim(maker));
        require(block.timestamp < maturesAt, MakerDeposit_ClaimMatured(maker, maturesAt));
        claimOf[maker].maturesAt = 0;
        emit MakerClaimDismissed(maker, reasonHash, msg.sender);
    }

    // -------------------------------------------------------------------------------------------------------------- registry, admin

    /// @inheritdoc IMarketMakerDeposits
    function admit(address maker) external {
        require(msg.sender == registry, MakerDeposit_NotRegistry(msg.sender));
        uint64 amount = depositOf[maker];
        require(amount >= minimumDeposit, MakerDeposit_BelowMinimum(maker, amount, minimumDeposit));
        // A matured request kept while active would let the money go the moment the maker is suspended.
        if (withdrawalMaturesAt[maker] == 0) return;
        withdrawalMaturesAt[maker] = 0;
        emit MakerWithdrawalVoided(maker);
    }

    /// @inheritdoc IMarketMakerDeposits
    function setMinimumDeposit(uint64 amount) external restricted {
        minimumDeposit = amount;
        emit MinimumDepositSet(amount);
    }

    // ---------------------------------------------------------------------------------------------------------------------- private

    function _requestWithdrawal(address maker) private {
        require(depositOf[maker] != 0, MakerDeposit_Nothing(maker));
        require(_stateOf(maker) != MarketMakerState.ACTIVE, MakerDeposit_MakerActive(maker));
        uint40 maturesAt = _now() + WITHDRAWAL_DELAY;
        withdrawalMaturesAt[maker] = maturesAt;
        emit MakerWithdrawalRequested(maker, maturesAt);
    }

    /// @dev A maker with a request is not active: becoming so voids it. A compliance freeze holds the deposit like everything else.
    function _withdraw(address maker) private {
        uint40 maturesAt = withdrawalMaturesAt[maker];
        require(maturesAt != 0, MakerDeposit_NotRequested(maker));
        require(block.timestamp >= maturesAt, MakerDeposit_NotMatured(maker, maturesAt));
        require(claimOf[maker].maturesAt == 0, MakerDeposit_ClaimOpen(maker));
        require(!IIdentityRegistry(registry).isFrozen(maker), MakerDeposit_AccountFrozen(maker));
        uint64 amount = depositOf[maker];
        require(amount != 0, MakerDeposit_Nothing(maker));
        depositOf[maker] = 0;
        withdrawalMaturesAt[maker] = 0;
        totalDeposits -= amount;
        emit MakerDepositWithdrawn(maker, amount);
        moneyToken.safeTransfer(maker, amount);
    }

    function _stateOf(address maker) private view returns (uint8) {
        return IIdentityRegistry(registry).marketMakerStateOf(maker);
    }

    function _structHash(bytes32 typehash, IntentAuth calldata auth) private pure returns (bytes32) {
        return keccak256(abi.encode(typehash, auth.account, auth.nonce, auth.deadline, auth.gasLimit));
    }

    /// @dev Seconds fit 40 bits for some 34,000 years.
    function _now() private view returns (uint40) {
        return uint40(block.timestamp);
    }

    function _isIntent(bytes4 selector) internal pure override returns (bool) {
        return
            selector == this.depositBySig.selector ||
            selector == this.requestWithdrawalBySig.selector ||
            selector == this.withdrawBySig.selector;
    }
}
